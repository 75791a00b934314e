"""how many pieces of a step are begun; the hourly rate of the time that was worked"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('shop_operation') as batch_op:
        batch_op.add_column(sa.Column('begun', sa.Integer(), nullable=True))
    with op.batch_alter_table('shop_time_log') as batch_op:
        batch_op.add_column(sa.Column('rate_minor', sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('shop_time_log') as batch_op:
        batch_op.drop_column('rate_minor')
    with op.batch_alter_table('shop_operation') as batch_op:
        batch_op.drop_column('begun')
