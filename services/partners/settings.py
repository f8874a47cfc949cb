"""What the partners service is told by its environment."""

from pydantic import Field

from shared.settings import AttachmentsUrl, ServiceSettings


class PartnersSettings(ServiceSettings):
    """Rules from outside that change."""

    attachments_url: AttachmentsUrl = Field(description="file:///folder or s3://bucket[/prefix]")
    mou_least_years: int = Field(1, ge=0, le=20, description="shortest MoU, in years")
    mou_most_years: int = Field(5, ge=1, le=50, description="longest MoU, in years")
    signing_link_days: int = Field(14, ge=1, le=90, description="days for which a signatory's link works")
