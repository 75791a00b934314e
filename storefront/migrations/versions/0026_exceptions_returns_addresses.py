"""what was dealt with, returns that were received, former addresses of products"""

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('shop_exception_mark',
    sa.Column('key', sa.String(length=160), nullable=False),
    sa.Column('stamp', sa.String(length=160), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('person', sa.String(length=80), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_shop_exception_mark'))
    )
    op.create_table('shop_product_address',
    sa.Column('slug', sa.String(length=255), nullable=False),
    sa.Column('product_id', sa.String(length=40), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['product_id'], ['shop_product.id'], name=op.f('fk_shop_product_address_product_id')),
    sa.PrimaryKeyConstraint('slug', name=op.f('pk_shop_product_address'))
    )
    op.create_index(op.f('ix_shop_product_address_product_id'), 'shop_product_address', ['product_id'], unique=False)
    with op.batch_alter_table('shop_withdrawal') as batch_op:
        batch_op.add_column(sa.Column('received_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('received_by', sa.String(length=80), server_default='', nullable=False))
        batch_op.add_column(sa.Column('condition', sa.String(length=20), server_default='', nullable=False))
        batch_op.add_column(sa.Column('note', sa.Text(), server_default='', nullable=False))
        batch_op.create_check_constraint(op.f('ck_shop_withdrawal_condition_known'), "condition IN ('', 'good', 'quality_control', 'damaged', 'kept')")


def downgrade() -> None:
    with op.batch_alter_table('shop_withdrawal') as batch_op:
        batch_op.drop_constraint(op.f('ck_shop_withdrawal_condition_known'), type_='check')
        for name in ('note', 'condition', 'received_by', 'received_at'):
            batch_op.drop_column(name)
    op.drop_index(op.f('ix_shop_product_address_product_id'), table_name='shop_product_address')
    op.drop_table('shop_product_address')
    op.drop_table('shop_exception_mark')
