using MLSecOps.Contracts.Varlink;
using MLSecOps.Core.Update;

namespace MLSecOps.EdgeAgent.Service;

/// <summary>Rehearses a model because somebody asks. What it finds counts as if the schedule had asked.</summary>
/// <param name="slots">The slots.</param>
/// <param name="engine">What would answer now.</param>
/// <param name="time">Says when it ended.</param>
internal sealed class RehearsalOnDemand(SlotTable slots, Func<string> engine, TimeProvider time)
{
    /// <summary>Rehearses and waits for the end.</summary>
    /// <param name="model">Slot name; from the caller.</param>
    /// <param name="cancellationToken">Stops the waiting; the rehearsal goes on.</param>
    /// <returns>How it ended; null when this device has no such model.</returns>
    public async Task<RehearseModelReply?> RunAsync(string model, CancellationToken cancellationToken)
    {
        if (slots.Find(model) is not { State.Current: { } current } slot)
        {
            return null;
        }

        RehearsalResult result = await slot.RehearseAsync(cancellationToken);
        string answered = result.Engine.Length > 0 ? result.Engine : engine();
        return new RehearseModelReply(
            model,
            current.Id.Release,
            StatusView.OutcomeWord(result.Outcome),
            slot.State.Answers.Any(answers => answers.Release == current.Id && answers.Engine == answered),
            StatusView.Rfc3339(time.GetUtcNow()),
            result.Reason?.Code,
            result.Engine.Length == 0 ? null : result.Engine);
    }
}
