"""drafts and versions of products, prices changed together"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')


def upgrade() -> None:
    op.create_table('shop_product_draft',
    sa.Column('product_id', sa.String(length=40), nullable=False),
    sa.Column('sheet', JSON, nullable=False),
    sa.Column('rev', sa.Integer(), nullable=False),
    sa.Column('saved_by', sa.String(length=80), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('rev >= 1', name=op.f('ck_shop_product_draft_rev_positive')),
    sa.ForeignKeyConstraint(['product_id'], ['shop_product.id'], name=op.f('fk_shop_product_draft_product_id')),
    sa.PrimaryKeyConstraint('product_id', name=op.f('pk_shop_product_draft'))
    )
    op.create_table('shop_product_version',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('product_id', sa.String(length=40), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('sheet', JSON, nullable=False),
    sa.Column('note', sa.String(length=120), nullable=False),
    sa.Column('published_by', sa.String(length=80), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('number >= 0', name=op.f('ck_shop_product_version_number_not_negative')),
    sa.ForeignKeyConstraint(['product_id'], ['shop_product.id'], name=op.f('fk_shop_product_version_product_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shop_product_version')),
    sa.UniqueConstraint('product_id', 'number', name=op.f('uq_shop_product_version_product_id_number'))
    )
    op.create_table('shop_price_change',
    sa.Column('ref', sa.String(length=40), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('sellers', JSON, nullable=False),
    sa.Column('entries', JSON, nullable=False),
    sa.Column('changed_by', sa.String(length=80), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('undone_at IS NULL OR undone_at >= changed_at', name=op.f('ck_shop_price_change_undone_after')),
    sa.PrimaryKeyConstraint('ref', name=op.f('pk_shop_price_change'))
    )
    op.create_index(op.f('ix_shop_price_change_changed_at'), 'shop_price_change', ['changed_at'], unique=False)


def downgrade() -> None:
    op.drop_table('shop_price_change')
    op.drop_table('shop_product_version')
    op.drop_table('shop_product_draft')
