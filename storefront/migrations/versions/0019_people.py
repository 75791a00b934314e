"""customers with accounts, a second factor, deeds at the console"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

KINDS = "kind IN ('register', 'registered', 'reset', 'no_account', 'new_email', 'export', 'erase', 'erased')"
USUAL = sa.text('usual')


def upgrade() -> None:
    _belongings()
    _papers()
    _house()
    _users()


def _belongings() -> None:
    op.create_table('shop_person_cart',
    sa.Column('person_ref', sa.String(length=64), nullable=False),
    sa.Column('cart_ref', sa.String(length=40), nullable=False),
    sa.PrimaryKeyConstraint('person_ref', name=op.f('pk_shop_person_cart'))
    )
    op.create_table('shop_person_design',
    sa.Column('person_ref', sa.String(length=64), nullable=False),
    sa.Column('code', sa.String(length=16), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('person_ref', 'code', name=op.f('pk_shop_person_design'))
    )
    op.create_table('shop_person_order',
    sa.Column('order_ref', sa.String(length=40), nullable=False),
    sa.Column('person_ref', sa.String(length=64), nullable=False),
    sa.Column('how', sa.String(length=10), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("how IN ('bought', 'claimed')", name=op.f('ck_shop_person_order_how_known')),
    sa.PrimaryKeyConstraint('order_ref', name=op.f('pk_shop_person_order'))
    )
    op.create_index(op.f('ix_shop_person_order_person_ref'), 'shop_person_order', ['person_ref'])
    op.create_table('shop_person_address',
    sa.Column('ref', sa.String(length=40), nullable=False),
    sa.Column('person_ref', sa.String(length=64), nullable=False),
    sa.Column('usual', sa.Boolean(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.Column('line1', sa.String(length=120), nullable=False),
    sa.Column('line2', sa.String(length=120), nullable=False),
    sa.Column('postcode', sa.String(length=16), nullable=False),
    sa.Column('city', sa.String(length=80), nullable=False),
    sa.Column('country', sa.String(length=2), nullable=False),
    sa.Column('floor', sa.String(length=20), nullable=False),
    sa.Column('lift', sa.String(length=10), nullable=False),
    sa.Column('notes', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('ref', name=op.f('pk_shop_person_address'))
    )
    op.create_index(op.f('ix_shop_person_address_person_ref'), 'shop_person_address', ['person_ref'])
    op.create_index('uq_shop_person_address_usual', 'shop_person_address', ['person_ref'], unique=True,
                    sqlite_where=USUAL, postgresql_where=USUAL)


def _papers() -> None:
    op.create_table('shop_letter',
    sa.Column('ref', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('person_ref', sa.String(length=64), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('about', sa.String(length=40), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint(KINDS, name=op.f('ck_shop_letter_kind_known')),
    sa.PrimaryKeyConstraint('ref', name=op.f('pk_shop_letter'))
    )
    op.create_index(op.f('ix_shop_letter_person_ref'), 'shop_letter', ['person_ref'])
    op.create_index('ix_shop_letter_expires_at', 'shop_letter', ['expires_at'])
    op.create_table('shop_data_export',
    sa.Column('ref', sa.String(length=40), nullable=False),
    sa.Column('person_ref', sa.String(length=64), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ready_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('ref', name=op.f('pk_shop_data_export'))
    )
    op.create_index(op.f('ix_shop_data_export_person_ref'), 'shop_data_export', ['person_ref'])
    op.create_table('shop_sealed_party',
    sa.Column('order_ref', sa.String(length=40), nullable=False),
    sa.Column('sealed', sa.Text(), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('order_ref', name=op.f('pk_shop_sealed_party'))
    )
    op.create_index(op.f('ix_shop_sealed_party_until'), 'shop_sealed_party', ['until'])
    op.add_column('shop_contact', sa.Column('email_small', sa.String(length=254), server_default='', nullable=False))
    op.execute('UPDATE shop_contact SET email_small = lower(email)')
    op.create_index(op.f('ix_shop_contact_email_small'), 'shop_contact', ['email_small'])


def _house() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')
    op.create_table('shop_staff_rule',
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('second_factor', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('role', name=op.f('pk_shop_staff_rule'))
    )
    op.create_table('shop_deed',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_ref', sa.String(length=64), nullable=False),
    sa.Column('seller_ref', sa.String(length=40), nullable=False),
    sa.Column('view', sa.String(length=80), nullable=False),
    sa.Column('subject', sa.String(length=120), nullable=False),
    sa.Column('changes', json, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shop_deed'))
    )
    op.create_index('ix_shop_deed_at', 'shop_deed', ['at', 'id'])
    op.create_index(op.f('ix_shop_deed_person_ref'), 'shop_deed', ['person_ref'])
    op.create_index(op.f('ix_shop_deed_subject'), 'shop_deed', ['subject'])
    op.create_index('ix_shop_state_change_at', 'shop_state_change', ['at', 'id'])
    with op.batch_alter_table('shop_seller') as batch_op:
        batch_op.add_column(sa.Column('legal_name', sa.String(length=160), server_default='', nullable=False))
        batch_op.add_column(sa.Column('address', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('email', sa.String(length=254), server_default='', nullable=False))
        batch_op.add_column(sa.Column('vat_id', sa.String(length=30), server_default='', nullable=False))


def _users() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')
    op.add_column('shop_user', sa.Column('ref', sa.String(length=64), server_default='', nullable=False))
    op.execute('UPDATE shop_user SET ref = fs_uniquifier, email = lower(email)')
    with op.batch_alter_table('shop_user') as batch_op:
        batch_op.alter_column('ref', existing_type=sa.String(length=64), existing_nullable=False, server_default=None)
        batch_op.add_column(sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('tf_totp_secret', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('tf_last_counter', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('mf_recovery_codes', json, nullable=True))
        batch_op.create_unique_constraint(op.f('uq_shop_user_ref'), ['ref'])


def downgrade() -> None:
    with op.batch_alter_table('shop_user') as batch_op:
        batch_op.drop_constraint(op.f('uq_shop_user_ref'), type_='unique')
        for name in ('mf_recovery_codes', 'tf_last_counter', 'tf_totp_secret', 'confirmed_at', 'ref'):
            batch_op.drop_column(name)
    with op.batch_alter_table('shop_seller') as batch_op:
        for name in ('vat_id', 'email', 'address', 'legal_name'):
            batch_op.drop_column(name)
    op.drop_index('ix_shop_state_change_at', table_name='shop_state_change')
    op.drop_index(op.f('ix_shop_contact_email_small'), table_name='shop_contact')
    with op.batch_alter_table('shop_contact') as batch_op:
        batch_op.drop_column('email_small')
    for name in ('deed', 'staff_rule', 'sealed_party', 'data_export', 'letter', 'person_address', 'person_order',
                 'person_design', 'person_cart'):
        op.drop_table(f'shop_{name}')
