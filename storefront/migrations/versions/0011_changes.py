"""change requests, what they cost, and holds on single operations"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

LIVE = sa.text("state IN ('drafted', 'reserved', 'awaiting_payment')")


def upgrade() -> None:
    op.create_table('shop_change',
    sa.Column('ref', sa.String(length=40), nullable=False),
    sa.Column('order_ref', sa.String(length=40), nullable=False),
    sa.Column('line_ref', sa.String(length=40), nullable=False),
    sa.Column('seller_ref', sa.String(length=40), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('wanted', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('summary', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('drawing', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=True),
    sa.Column('was', sa.Date(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('late', sa.Boolean(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sentence', sa.Text(), nullable=False),
    sa.CheckConstraint("state IN ('drafted', 'reserved', 'awaiting_payment', 'applied', 'expired', 'refused')", name=op.f('ck_shop_change_state_known')),
    sa.CheckConstraint("state NOT IN ('reserved', 'awaiting_payment') OR expires_at IS NOT NULL", name=op.f('ck_shop_change_held_ends')),
    sa.ForeignKeyConstraint(['order_ref'], ['shop_accepted_order.order_ref'], name=op.f('fk_shop_change_order_ref_shop_accepted_order')),
    sa.PrimaryKeyConstraint('ref', name=op.f('pk_shop_change'))
    )
    op.create_index(op.f('ix_shop_change_order_ref'), 'shop_change', ['order_ref'], unique=False)
    op.create_index('ix_shop_change_state', 'shop_change', ['state', 'expires_at'], unique=False)
    op.create_index('uq_shop_change_live', 'shop_change', ['line_ref'], unique=True, sqlite_where=LIVE, postgresql_where=LIVE)
    op.create_table('shop_change_price',
    sa.Column('ref', sa.String(length=40), nullable=False),
    sa.Column('order_ref', sa.String(length=40), nullable=False),
    sa.Column('line_ref', sa.String(length=40), nullable=False),
    sa.Column('was_snapshot', sa.String(length=80), nullable=False),
    sa.Column('snapshot', sa.String(length=80), nullable=False),
    sa.Column('changed', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('was_minor', sa.BigInteger(), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('fee_minor', sa.BigInteger(), nullable=False),
    sa.Column('top_up_minor', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('payment_ref', sa.String(length=40), nullable=True),
    sa.Column('obligation_ref', sa.String(length=40), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('repriced_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('money_back_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('fee_minor >= 0 AND top_up_minor >= 0', name=op.f('ck_shop_change_price_sums_not_negative')),
    sa.PrimaryKeyConstraint('ref', name=op.f('pk_shop_change_price'))
    )
    op.create_index('ix_shop_change_price_order', 'shop_change_price', ['order_ref'], unique=False)
    op.create_index(op.f('ix_shop_change_price_payment_ref'), 'shop_change_price', ['payment_ref'], unique=False)
    op.add_column('shop_order_line', sa.Column('fee_minor', sa.BigInteger(), server_default='0', nullable=False))
    op.add_column('shop_fulfilment_hold', sa.Column('operations', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('shop_fulfilment_hold') as batch:
        batch.drop_column('operations')
    with op.batch_alter_table('shop_order_line') as batch:
        batch.drop_column('fee_minor')
    op.drop_table('shop_change_price')
    op.drop_table('shop_change')
