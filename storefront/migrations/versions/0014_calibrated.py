"""what a promise was calibrated with: the cut-off it was planned for, the wanted share, the record's version"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('shop_promise', sa.Column('slack', sa.Integer(), nullable=True))
    op.add_column('shop_promise', sa.Column('share', sa.Integer(), nullable=True))
    op.add_column('shop_promise', sa.Column('calibration', sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('shop_promise') as batch_op:
        batch_op.drop_column('calibration')
        batch_op.drop_column('share')
        batch_op.drop_column('slack')
