"""settings of the console, words of help and legal pages"""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('shop_setting',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('changed_by', sa.String(length=80), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_shop_setting'))
    )
    op.create_table('shop_page_text',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('topic', sa.String(length=20), nullable=False),
    sa.Column('locale', sa.String(length=10), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('written_by', sa.String(length=80), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('version >= 0', name=op.f('ck_shop_page_text_version_not_negative')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shop_page_text')),
    sa.UniqueConstraint('topic', 'locale', 'version', name=op.f('uq_shop_page_text_topic_locale_version'))
    )


def downgrade() -> None:
    op.drop_table('shop_page_text')
    op.drop_table('shop_setting')
