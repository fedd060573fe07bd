using System.Collections.Immutable;

namespace Aspire.Hosting.ApplicationModel;

// What every publication gets whoever made it: the commands with their present state, and the icon.
public partial class ResourceNotificationService
{
    private CustomResourceSnapshot Complete(IResource resource, CustomResourceSnapshot snapshot)
    {
        var waiting = snapshot.State?.Text == KnownResourceStates.Waiting;
        return snapshot with
        {
            Commands = CommandsOf(resource, snapshot),
            Properties = waiting
                ? snapshot.Properties
                : snapshot.Properties.RemoveResourceProperty(KnownProperties.WaitingFor),
        };
    }

    private ImmutableArray<ResourceCommandSnapshot> CommandsOf(
        IResource resource, CustomResourceSnapshot snapshot)
    {
        var context = new UpdateCommandStateContext
        {
            ResourceSnapshot = snapshot,
            ServiceProvider = _services,
        };
        return [.. resource.Annotations.OfType<ResourceCommandAnnotation>()
            .Select(command => Describe(command, command.UpdateState(context)))];
    }

    private static ResourceCommandSnapshot Describe(
        ResourceCommandAnnotation command, ResourceCommandState state) =>
        new(command.Name,
            state,
            command.DisplayName,
            command.DisplayDescription,
            Parameter: null,
            command.ConfirmationMessage,
            command.IconName,
            command.IconVariant,
            command.IsHighlighted)
        {
            Visibility = command.Visibility,
        };
}
