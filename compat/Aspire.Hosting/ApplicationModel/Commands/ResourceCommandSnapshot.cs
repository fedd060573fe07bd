using System.Diagnostics;

namespace Aspire.Hosting.ApplicationModel;

[DebuggerDisplay(null, Name = "{Name}")]
public sealed record ResourceCommandSnapshot(
    string Name,
    ResourceCommandState State,
    string DisplayName,
    string? DisplayDescription,
    object? Parameter,
    string? ConfirmationMessage,
    string? IconName,
    IconVariant? IconVariant,
    bool IsHighlighted)
{
    public ResourceCommandVisibility Visibility { get; init; } =
        ResourceCommandVisibility.UI | ResourceCommandVisibility.Api;
}
