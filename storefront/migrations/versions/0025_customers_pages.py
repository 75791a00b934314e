"""withdrawals, delivery days, messages, notes, choice of mails"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')


def upgrade() -> None:
    op.create_table('shop_withdrawal',
    sa.Column('line_ref', sa.String(length=40), nullable=False),
    sa.Column('order_ref', sa.String(length=40), nullable=False),
    sa.Column('declaration', sa.String(length=40), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('declared_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_by', sa.String(length=80), nullable=False),
    sa.Column('refund_minor', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("state IN ('declared', 'settled')", name=op.f('ck_shop_withdrawal_state_known')),
    sa.CheckConstraint('refund_minor IS NULL OR refund_minor >= 0', name=op.f('ck_shop_withdrawal_refund_not_negative')),
    sa.ForeignKeyConstraint(['order_ref'], ['shop_order.order_ref'], name=op.f('fk_shop_withdrawal_order_ref')),
    sa.PrimaryKeyConstraint('line_ref', name=op.f('pk_shop_withdrawal'))
    )
    op.create_index(op.f('ix_shop_withdrawal_order_ref'), 'shop_withdrawal', ['order_ref'], unique=False)
    op.create_table('shop_delivery_day',
    sa.Column('order_ref', sa.String(length=40), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('chosen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['order_ref'], ['shop_order.order_ref'], name=op.f('fk_shop_delivery_day_order_ref')),
    sa.PrimaryKeyConstraint('order_ref', name=op.f('pk_shop_delivery_day'))
    )
    op.create_table('shop_order_message',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('order_ref', sa.String(length=40), nullable=False),
    sa.Column('writer', sa.String(length=10), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("writer IN ('customer', 'shop')", name=op.f('ck_shop_order_message_writer_known')),
    sa.ForeignKeyConstraint(['order_ref'], ['shop_order.order_ref'], name=op.f('fk_shop_order_message_order_ref')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shop_order_message'))
    )
    op.create_index('ix_shop_order_message_thread', 'shop_order_message', ['order_ref', 'id'], unique=False)
    op.create_index('ix_shop_order_message_unread', 'shop_order_message', ['writer', 'read_at'], unique=False)
    op.create_table('shop_note',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('order_ref', sa.String(length=40), nullable=True),
    sa.Column('email', sa.String(length=254), nullable=True),
    sa.Column('seller_ref', sa.String(length=40), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('written_by', sa.String(length=80), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('(order_ref IS NULL) <> (email IS NULL)', name=op.f('ck_shop_note_on_one_thing')),
    sa.ForeignKeyConstraint(['order_ref'], ['shop_order.order_ref'], name=op.f('fk_shop_note_order_ref')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shop_note'))
    )
    op.create_index('ix_shop_note_email', 'shop_note', ['email'], unique=False)
    op.create_index('ix_shop_note_order', 'shop_note', ['order_ref'], unique=False)
    op.create_table('shop_mail_choice',
    sa.Column('order_ref', sa.String(length=40), nullable=False),
    sa.Column('wanted', JSON, nullable=False),
    sa.Column('chosen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['order_ref'], ['shop_order.order_ref'], name=op.f('fk_shop_mail_choice_order_ref')),
    sa.PrimaryKeyConstraint('order_ref', name=op.f('pk_shop_mail_choice'))
    )


def downgrade() -> None:
    op.drop_table('shop_mail_choice')
    op.drop_table('shop_note')
    op.drop_table('shop_order_message')
    op.drop_table('shop_delivery_day')
    op.drop_table('shop_withdrawal')
