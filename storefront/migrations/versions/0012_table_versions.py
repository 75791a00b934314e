"""versions of the tables that are kept in the process; triggers move them"""

import sqlalchemy as sa
from alembic import op

from foundation.data.versions import seed

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

WATCHED = ('shop_location', 'shop_transit', 'shop_holiday', 'shop_calibration', 'shop_item', 'shop_supplier')


def upgrade() -> None:
    op.create_table('shop_table_version',
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_shop_table_version'))
    )
    for name in WATCHED:
        seed(op.get_bind(), name)


def downgrade() -> None:
    _unwatch(op.get_bind())
    op.drop_table('shop_table_version')


def _unwatch(connection: sa.Connection) -> None:
    """Take the triggers away, before the table that they write to goes: also those of tables watched since."""
    if connection.dialect.name == "sqlite":
        found = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%INTO shop_table_version%'"
        for (name,) in connection.exec_driver_sql(found).all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
    else:
        connection.exec_driver_sql("DROP FUNCTION IF EXISTS shop_tell_change() CASCADE")
