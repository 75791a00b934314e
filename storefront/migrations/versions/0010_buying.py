"""buying with drafts, price lists and values; counts; overhead"""

from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

STATES = "'draft', 'sent', 'confirmed', 'part_received', 'received', 'cancelled'"
# Children first. SQLite changes a table by making it anew, and drops none that others point to: so it is empty then.
KEPT = ('shop_goods_receipt', 'shop_purchase_order_line', 'shop_purchase_order', 'shop_supplier')


@contextmanager
def _set_aside():
    """On SQLite, the rows of the tables that are made anew wait in temporary ones."""
    if op.get_bind().dialect.name != 'sqlite':
        yield
        return
    op.execute('CREATE TEMP TABLE aside_claim AS SELECT id, po_line_id FROM shop_stock_claim WHERE po_line_id IS NOT NULL')
    op.execute('UPDATE shop_stock_claim SET po_line_id = NULL')
    names = {}
    for table in KEPT:
        names[table] = ', '.join(column['name'] for column in sa.inspect(op.get_bind()).get_columns(table))
        op.execute(f'CREATE TEMP TABLE aside_{table} AS SELECT * FROM {table}')
        op.execute(f'DELETE FROM {table}')
    yield
    for table in reversed(KEPT):
        there = {column['name'] for column in sa.inspect(op.get_bind()).get_columns(table)}
        both = ', '.join(name for name in names[table].split(', ') if name in there)
        op.execute(f'INSERT INTO {table} ({both}) SELECT {both} FROM aside_{table}')
        op.execute(f'DROP TABLE aside_{table}')
    op.execute('UPDATE shop_stock_claim SET po_line_id = (SELECT a.po_line_id FROM aside_claim a'
               ' WHERE a.id = shop_stock_claim.id) WHERE id IN (SELECT id FROM aside_claim)')
    op.execute('DROP TABLE aside_claim')


def upgrade() -> None:
    with op.batch_alter_table('shop_purchase_order') as batch_op:
        batch_op.add_column(sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('note', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('their_number', sa.String(length=80), server_default='', nullable=False))
    op.add_column('shop_purchase_order_line', sa.Column('wanted', sa.Integer(), server_default='1', nullable=False))
    op.execute('UPDATE shop_purchase_order_line SET wanted = quantity')
    for column in (
        sa.Column('price_minor', sa.BigInteger(), nullable=True),
        sa.Column('price_per', sa.Integer(), server_default='1', nullable=False),
        sa.Column('currency', sa.String(length=3), nullable=True),
        sa.Column('told_late', sa.Date(), nullable=True),
    ):
        op.add_column('shop_purchase_order_line', column)
    op.add_column('shop_goods_receipt', sa.Column('value_minor', sa.BigInteger(), nullable=True))
    op.add_column('shop_stock_movement', sa.Column('value_minor', sa.BigInteger(), nullable=True))
    op.create_index('ix_shop_stock_movement_reference', 'shop_stock_movement', ['reference'], unique=False)
    with _set_aside():
        with op.batch_alter_table('shop_supplier') as batch_op:
            batch_op.alter_column('lead_days', existing_type=sa.Integer(), nullable=True)
            batch_op.add_column(sa.Column('email', sa.String(length=254), server_default='', nullable=False))
        with op.batch_alter_table('shop_purchase_order') as batch_op:
            batch_op.drop_constraint(op.f('ck_shop_purchase_order_state_known'), type_='check')
        with op.batch_alter_table('shop_purchase_order_line') as batch_op:
            batch_op.drop_constraint(op.f('ck_shop_purchase_order_line_not_negative'), type_='check')
            batch_op.create_check_constraint(
                op.f('ck_shop_purchase_order_line_not_negative'),
                'wanted > 0 AND quantity >= 0 AND received >= 0 AND claimed >= 0',
            )
            batch_op.create_check_constraint(
                op.f('ck_shop_purchase_order_line_price_not_negative'), 'price_minor >= 0 AND price_per > 0'
            )
    part = 'SELECT 1 FROM shop_purchase_order_line l WHERE l.order_id = shop_purchase_order.id AND l.received > 0'
    op.execute("UPDATE shop_purchase_order SET sent_at = placed_at")
    op.execute(f"UPDATE shop_purchase_order SET state = CASE WHEN EXISTS ({part}) THEN 'part_received' ELSE 'sent' END"
               " WHERE state = 'open'")
    with _set_aside(), op.batch_alter_table('shop_purchase_order') as batch_op:
        batch_op.create_check_constraint(op.f('ck_shop_purchase_order_state_known'), f'state IN ({STATES})')
    _tables()


def _tables() -> None:
    op.create_table('shop_supplier_term',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('supplier_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('their_sku', sa.String(length=80), nullable=False),
    sa.Column('pack', sa.Integer(), nullable=False),
    sa.Column('minimum', sa.Integer(), nullable=False),
    sa.Column('price_minor', sa.BigInteger(), nullable=False),
    sa.Column('price_per', sa.Integer(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('pack > 0 AND minimum >= 0', name=op.f('ck_shop_supplier_term_pack_positive')),
    sa.CheckConstraint('price_minor >= 0 AND price_per > 0', name=op.f('ck_shop_supplier_term_price_not_negative')),
    sa.ForeignKeyConstraint(['supplier_id'], ['shop_supplier.id'], name=op.f('fk_shop_supplier_term_supplier_id')),
    sa.ForeignKeyConstraint(['item_id'], ['shop_item.id'], name=op.f('fk_shop_supplier_term_item_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shop_supplier_term'))
    )
    op.create_index('ix_shop_supplier_term_item', 'shop_supplier_term', ['item_id', 'supplier_id'], unique=False)
    op.create_table('shop_item_value',
    sa.Column('item_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('value_minor', sa.BigInteger(), nullable=False),
    sa.Column('opening_minor', sa.BigInteger(), nullable=False),
    sa.Column('last_minor', sa.BigInteger(), nullable=False),
    sa.Column('last_per', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('value_minor >= 0 AND last_minor >= 0 AND last_per > 0', name=op.f('ck_shop_item_value_not_negative')),
    sa.CheckConstraint('opening_minor >= 0', name=op.f('ck_shop_item_value_opening_not_negative')),
    sa.ForeignKeyConstraint(['item_id'], ['shop_item.id'], name=op.f('fk_shop_item_value_item_id')),
    sa.PrimaryKeyConstraint('item_id', name=op.f('pk_shop_item_value'))
    )
    op.create_table('shop_stock_count',
    sa.Column('ref', sa.String(length=40), nullable=False),
    sa.Column('location_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('opened_by', sa.String(length=80), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_by', sa.String(length=80), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('open', 'posted', 'dropped')", name=op.f('ck_shop_stock_count_state_known')),
    sa.ForeignKeyConstraint(['location_id'], ['shop_location.id'], name=op.f('fk_shop_stock_count_location_id')),
    sa.PrimaryKeyConstraint('ref', name=op.f('pk_shop_stock_count'))
    )
    op.create_table('shop_stock_count_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('count_ref', sa.String(length=40), nullable=False),
    sa.Column('level_id', sa.Integer(), nullable=False),
    sa.Column('counted', sa.Integer(), nullable=True),
    sa.Column('book', sa.Integer(), nullable=True),
    sa.Column('counted_by', sa.String(length=80), nullable=False),
    sa.Column('counted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('counted >= 0 AND version >= 0', name=op.f('ck_shop_stock_count_line_not_negative')),
    sa.CheckConstraint('(counted IS NULL) = (book IS NULL)', name=op.f('ck_shop_stock_count_line_counted_against_the_books')),
    sa.ForeignKeyConstraint(['count_ref'], ['shop_stock_count.ref'], name=op.f('fk_shop_stock_count_line_count_ref')),
    sa.ForeignKeyConstraint(['level_id'], ['shop_stock_level.id'], name=op.f('fk_shop_stock_count_line_level_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shop_stock_count_line')),
    sa.UniqueConstraint('count_ref', 'level_id', name=op.f('uq_shop_stock_count_line_count_ref_level_id'))
    )
    op.create_table('shop_overhead_rate',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('seller_ref', sa.String(length=40), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('material_bp', sa.Integer(), nullable=False),
    sa.Column('labour_bp', sa.Integer(), nullable=False),
    sa.Column('person', sa.String(length=80), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('material_bp >= 0 AND labour_bp >= 0', name=op.f('ck_shop_overhead_rate_not_negative')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shop_overhead_rate'))
    )
    op.create_index('ix_shop_overhead_rate_seller', 'shop_overhead_rate', ['seller_ref', 'valid_from'], unique=False)


def downgrade() -> None:
    for table in ('shop_overhead_rate', 'shop_stock_count_line', 'shop_stock_count', 'shop_item_value', 'shop_supplier_term'):
        op.drop_table(table)
    with _set_aside():
        with op.batch_alter_table('shop_purchase_order') as batch_op:
            batch_op.drop_constraint(op.f('ck_shop_purchase_order_state_known'), type_='check')
            for column in ('sent_at', 'note', 'their_number'):
                batch_op.drop_column(column)
    # What is no supply has no place in the older schema.
    op.execute("DELETE FROM shop_purchase_order_line WHERE quantity = 0")
    op.execute("DELETE FROM shop_purchase_order WHERE id NOT IN (SELECT order_id FROM shop_purchase_order_line)")
    op.execute("UPDATE shop_purchase_order SET state = 'open' WHERE state IN ('draft', 'sent', 'confirmed', 'part_received')")
    op.execute("UPDATE shop_purchase_order SET state = 'received' WHERE state = 'cancelled'")
    op.execute("UPDATE shop_supplier SET lead_days = 0 WHERE lead_days IS NULL")
    with _set_aside():
        with op.batch_alter_table('shop_purchase_order') as batch_op:
            batch_op.create_check_constraint(op.f('ck_shop_purchase_order_state_known'), "state IN ('open', 'received')")
        with op.batch_alter_table('shop_purchase_order_line') as batch_op:
            batch_op.drop_constraint(op.f('ck_shop_purchase_order_line_not_negative'), type_='check')
            batch_op.drop_constraint(op.f('ck_shop_purchase_order_line_price_not_negative'), type_='check')
            batch_op.create_check_constraint(
                op.f('ck_shop_purchase_order_line_not_negative'), 'quantity > 0 AND received >= 0 AND claimed >= 0'
            )
            for column in ('wanted', 'price_minor', 'price_per', 'currency', 'told_late'):
                batch_op.drop_column(column)
        with op.batch_alter_table('shop_supplier') as batch_op:
            batch_op.alter_column('lead_days', existing_type=sa.Integer(), nullable=False)
            batch_op.drop_column('email')
        with op.batch_alter_table('shop_goods_receipt') as batch_op:
            batch_op.drop_column('value_minor')
    op.drop_index('ix_shop_stock_movement_reference', table_name='shop_stock_movement')
    op.execute('ALTER TABLE shop_stock_movement DROP COLUMN value_minor')
