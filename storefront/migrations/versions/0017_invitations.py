"""people are asked in"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

ROLES = "role IN ('owner', 'catalogue', 'production', 'warehouse', 'support')"


def upgrade() -> None:
    op.create_table('shop_invitation',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('email', sa.String(length=255), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('seller_ref', sa.String(length=40), nullable=False),
    sa.Column('invited_by', sa.String(length=120), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('person_ref', sa.String(length=64), server_default='', nullable=False),
    sa.CheckConstraint(ROLES, name=op.f('ck_shop_invitation_role_known')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shop_invitation'))
    )
    with op.batch_alter_table('shop_membership') as batch_op:
        batch_op.add_column(sa.Column('name', sa.String(length=120), server_default='', nullable=False))
        batch_op.add_column(sa.Column('email', sa.String(length=255), server_default='', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('shop_membership') as batch_op:
        batch_op.drop_column('email')
        batch_op.drop_column('name')
    op.drop_table('shop_invitation')
