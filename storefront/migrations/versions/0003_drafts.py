"""drafts of models: one a product, with the steps that led to it"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

DRAFT = sa.text("state = 'draft'")


def upgrade() -> None:
    op.create_table('shop_draft_edit',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('sku', sa.String(length=80), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('sentence', sa.String(length=200), nullable=False),
    sa.Column('person', sa.String(length=80), nullable=False),
    sa.Column('before', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shop_draft_edit'))
    )
    with op.batch_alter_table('shop_draft_edit', schema=None) as batch_op:
        batch_op.create_index('ix_shop_draft_edit_sku', ['sku', 'number'], unique=True)
    with op.batch_alter_table('shop_model_version', schema=None) as batch_op:
        batch_op.create_index('ix_shop_model_version_draft', ['sku'], unique=True, sqlite_where=DRAFT, postgresql_where=DRAFT)


def downgrade() -> None:
    with op.batch_alter_table('shop_model_version', schema=None) as batch_op:
        batch_op.drop_index('ix_shop_model_version_draft', sqlite_where=DRAFT, postgresql_where=DRAFT)
    with op.batch_alter_table('shop_draft_edit', schema=None) as batch_op:
        batch_op.drop_index('ix_shop_draft_edit_sku')
    op.drop_table('shop_draft_edit')
