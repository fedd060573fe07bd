using CacheFleet.Catalog.Api.Http;

namespace CacheFleet.Catalog.Api.Lab;

internal sealed record GateReport(bool Armed, int Waiting);

/// <summary>Gates of the instance that answers.</summary>
internal static class GateEndpoints
{
    public static void MapGates(this RouteGroupBuilder lab)
    {
        lab.MapPost("/gates/{id}", (string id, LabGates gates) => Report(gates.Arm(id)
            ?? throw ProblemException.Conflict("Too many gates are armed: remove some.")));
        lab.MapGet("/gates/{id}", (string id, LabGates gates) => Report(Find(gates, id)));
        lab.MapPost("/gates/{id}/open", (string id, LabGates gates) =>
        {
            var gate = Find(gates, id);
            gate.Open();
            return Report(gate);
        });
        lab.MapDelete("/gates/{id}", (string id, LabGates gates) => gates.Remove(id)
            ? Results.NoContent()
            : throw NoGate(id));
    }

    private static LabGate Find(LabGates gates, string id) => gates.Find(id) ?? throw NoGate(id);

    private static ProblemException NoGate(string id) =>
        ProblemException.NotFound($"gate '{id}' in this instance");

    private static GateReport Report(LabGate gate) => new(gate.IsArmed, gate.Waiting);
}
