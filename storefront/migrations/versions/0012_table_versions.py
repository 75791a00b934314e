"""versions of the tables that are kept in the process; triggers move them"""

import sqlalchemy as sa
from alembic import op

from foundation.data.versions import seed, unwatch

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
    unwatch(op.get_bind(), WATCHED)
    op.drop_table('shop_table_version')
