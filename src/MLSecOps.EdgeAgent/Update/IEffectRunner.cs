using MLSecOps.Core.Update;

namespace MLSecOps.EdgeAgent.Update;

/// <summary>A port: does in the world what the machine asks for. Never throws but on cancellation; a failure is an event.</summary>
internal interface IEffectRunner
{
    /// <summary>Runs one effect and gives the event that it leads to, if any.</summary>
    Task<UpdateEvent?> RunAsync(Slot slot, UpdateEffect effect, CancellationToken cancellationToken);
}
