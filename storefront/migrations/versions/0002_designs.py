"""designs that shoppers keep and share"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')
    op.create_table('shop_design',
    sa.Column('code', sa.String(length=16), nullable=False),
    sa.Column('slug', sa.String(length=255), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('picks', sa.Text(), nullable=False),
    sa.Column('choices', json, nullable=False),
    sa.Column('rows', json, nullable=False),
    sa.Column('total_minor', sa.Integer(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('model_hash', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('total_minor >= 0', name=op.f('ck_shop_design_total_not_negative')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_shop_design'))
    )


def downgrade() -> None:
    op.drop_table('shop_design')
