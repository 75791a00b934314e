"""how far the timeline was told to webhooks"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('shop_webhook_place',
    sa.Column('name', sa.String(length=20), nullable=False),
    sa.Column('xid', sa.BigInteger(), nullable=False),
    sa.Column('entry', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_shop_webhook_place'))
    )


def downgrade() -> None:
    op.drop_table('shop_webhook_place')
