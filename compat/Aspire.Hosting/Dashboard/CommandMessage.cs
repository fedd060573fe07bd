using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard.Wire;
using IconVariant = Aspire.Hosting.Dashboard.Wire.IconVariant;

namespace Aspire.Hosting.Dashboard;

/// <summary>Commands and their outcomes in the dashboard's words.</summary>
internal static class CommandMessage
{
    public static ResourceCommandResponse From(ExecuteCommandResult result)
    {
        var response = new ResourceCommandResponse
        {
            Kind = result.Success ? CommandOutcome.Succeeded
                : result.Canceled ? CommandOutcome.Cancelled
                : CommandOutcome.Failed,
        };
        if (result.Message is { } message) response.Message = response.ErrorMessage = message;
        if (result.Data is { } data)
            response.Result = new ResourceCommandResult
            {
                Value = data.Value,
                Format = FormOf(data.Format),
                DisplayImmediately = data.DisplayImmediately,
            };
        return response;
    }

    public static ResourceCommand From(ResourceCommandSnapshot command)
    {
        var message = new ResourceCommand
        {
            Name = command.Name,
            DisplayName = command.DisplayName,
            DisplayDescription = command.DisplayDescription ?? "",
            IsHighlighted = command.IsHighlighted,
            IconVariant = Variant(command.IconVariant),
            State = command.State switch
            {
                ResourceCommandState.Enabled => CommandState.Enabled,
                ResourceCommandState.Disabled => CommandState.Disabled,
                _ => CommandState.Hidden,
            },
        };
        if (command.IconName is { } icon) message.IconName = icon;
        if (command.ConfirmationMessage is { } question) message.ConfirmationMessage = question;
        return message;
    }

    public static IconVariant Variant(ApplicationModel.IconVariant? variant) =>
        variant == ApplicationModel.IconVariant.Filled ? IconVariant.Filled : IconVariant.Regular;

    private static CommandResultForm FormOf(CommandResultFormat format) => format switch
    {
        CommandResultFormat.Json => CommandResultForm.Json,
        CommandResultFormat.Markdown => CommandResultForm.Markdown,
        _ => CommandResultForm.Text,
    };
}
