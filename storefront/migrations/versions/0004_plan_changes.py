"""what each version of a work centre's plan changed"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('shop_plan_change',
    sa.Column('work_centre_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('minutes', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['work_centre_id'], ['shop_work_centre.id'], name=op.f('fk_shop_plan_change_work_centre_id_shop_work_centre')),
    sa.PrimaryKeyConstraint('work_centre_id', 'version', name=op.f('pk_shop_plan_change'))
    )


def downgrade() -> None:
    op.drop_table('shop_plan_change')
