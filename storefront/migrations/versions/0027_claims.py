"""claims and their photos"""

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('shop_claim',
    sa.Column('ref', sa.String(length=40), nullable=False),
    sa.Column('order_ref', sa.String(length=40), nullable=False),
    sa.Column('line_ref', sa.String(length=40), nullable=False),
    sa.Column('wish', sa.String(length=20), nullable=False),
    sa.Column('pieces', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.String(length=80), nullable=False),
    sa.Column('reply_ref', sa.String(length=40), nullable=False),
    sa.Column('refund_minor', sa.BigInteger(), nullable=True),
    sa.Column('replacement_ref', sa.String(length=40), nullable=True),
    sa.CheckConstraint("(state = 'refund') = (refund_minor IS NOT NULL)", name=op.f('ck_shop_claim_refund_is_paid')),
    sa.CheckConstraint("(state IN ('again', 'part')) = (replacement_ref IS NOT NULL)", name=op.f('ck_shop_claim_good_is_sent')),
    sa.CheckConstraint("state IN ('asked', 'again', 'part', 'refund', 'refused')", name=op.f('ck_shop_claim_state_known')),
    sa.CheckConstraint("wish IN ('again', 'part', 'refund')", name=op.f('ck_shop_claim_wish_known')),
    sa.CheckConstraint('pieces >= 1', name=op.f('ck_shop_claim_pieces_positive')),
    sa.CheckConstraint('refund_minor IS NULL OR refund_minor > 0', name=op.f('ck_shop_claim_refund_positive')),
    sa.ForeignKeyConstraint(['line_ref'], ['shop_order_line.line_ref'], name=op.f('fk_shop_claim_line_ref')),
    sa.ForeignKeyConstraint(['order_ref'], ['shop_order.order_ref'], name=op.f('fk_shop_claim_order_ref')),
    sa.ForeignKeyConstraint(['replacement_ref'], ['shop_order.order_ref'], name=op.f('fk_shop_claim_replacement_ref')),
    sa.PrimaryKeyConstraint('ref', name=op.f('pk_shop_claim')),
    sa.UniqueConstraint('replacement_ref', name=op.f('uq_shop_claim_replacement_ref'))
    )
    op.create_index('ix_shop_claim_line', 'shop_claim', ['line_ref'], unique=False)
    op.create_index(op.f('ix_shop_claim_order_ref'), 'shop_claim', ['order_ref'], unique=False)
    op.create_index('ix_shop_claim_waiting', 'shop_claim', ['line_ref'], unique=True,
        sqlite_where=sa.text("state = 'asked'"), postgresql_where=sa.text("state = 'asked'"))
    op.create_table('shop_claim_photo',
    sa.Column('ref', sa.String(length=40), nullable=False),
    sa.Column('claim_ref', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('png', 'jpeg', 'webp')", name=op.f('ck_shop_claim_photo_kind_known')),
    sa.CheckConstraint('size > 0', name=op.f('ck_shop_claim_photo_size_positive')),
    sa.ForeignKeyConstraint(['claim_ref'], ['shop_claim.ref'], name=op.f('fk_shop_claim_photo_claim_ref')),
    sa.PrimaryKeyConstraint('ref', name=op.f('pk_shop_claim_photo'))
    )
    op.create_index(op.f('ix_shop_claim_photo_claim_ref'), 'shop_claim_photo', ['claim_ref'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_shop_claim_photo_claim_ref'), table_name='shop_claim_photo')
    op.drop_table('shop_claim_photo')
    op.drop_index('ix_shop_claim_waiting', table_name='shop_claim')
    op.drop_index(op.f('ix_shop_claim_order_ref'), table_name='shop_claim')
    op.drop_index('ix_shop_claim_line', table_name='shop_claim')
    op.drop_table('shop_claim')
