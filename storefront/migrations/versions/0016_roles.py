"""more roles than one"""

from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

KNOWN = 'ck_shop_membership_role_known'


def upgrade() -> None:
    with op.batch_alter_table('shop_membership') as batch_op:
        batch_op.drop_constraint(op.f(KNOWN), type_='check')
        batch_op.create_check_constraint(
            op.f(KNOWN), "role IN ('owner', 'catalogue', 'production', 'warehouse', 'support')"
        )


def downgrade() -> None:
    op.execute("DELETE FROM shop_membership WHERE role <> 'owner'")
    with op.batch_alter_table('shop_membership') as batch_op:
        batch_op.drop_constraint(op.f(KNOWN), type_='check')
        batch_op.create_check_constraint(op.f(KNOWN), "role IN ('owner')")
