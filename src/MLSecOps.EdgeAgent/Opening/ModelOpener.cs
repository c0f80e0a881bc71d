using MLSecOps.Contracts.Varlink;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.EdgeAgent.Update;

namespace MLSecOps.EdgeAgent.Opening;

/// <summary>Decides who gets a model: nobody gets one that the status does not call trusted (in mode observe: one that is not current), and nobody ever gets bytes that are not the signed ones (G1, G3).</summary>
/// <param name="find">The slot of a model.</param>
/// <param name="policy">The policy in force now.</param>
/// <param name="engine">What would answer now.</param>
/// <param name="shelf">Keeps what was made ready.</param>
/// <param name="failed">Told when the store or the system stood in the way: model, what.</param>
internal sealed class ModelOpener(Func<string, Slot?> find, Func<UpdatePolicy> policy, Func<string> engine, ReleaseShelf shelf, Action<string, string> failed)
{
    // A release that changes at each try is changed by nobody sane.
    private const int Tries = 3;

    /// <summary>Opens the current release.</summary>
    /// <param name="model">Slot name; untrusted.</param>
    /// <param name="cancellationToken">The caller does not wait any more; the making goes on for others.</param>
    public async Task<OpenOutcome> OpenAsync(string model, CancellationToken cancellationToken)
    {
        for (int tried = 0; tried < Tries; tried++)
        {
            if (find(model) is not { } slot || slot.State is { Current: null, LastFailure: null, IsBusy: false })
            {
                return new OpenOutcome.NotFound();
            }

            if (Refusal(slot.State) is { } refusal)
            {
                return refusal;
            }

            InstalledRelease current = slot.State.Current!;
            try
            {
                (IReadOnlyList<OpenFile> files, SealingOutcome? refused) = await shelf.OpenAsync(model, current.Id, cancellationToken);
                if (IsStill(slot, current.Id))
                {
                    return refused switch
                    {
                        null => new OpenOutcome.Opened(current, files),
                        SealingOutcome.Differs differs => Noticed(slot, differs.Reason),
                        SealingOutcome.Impossible impossible => new OpenOutcome.Failed(impossible.Reason.Code),
                        _ => throw new InvalidOperationException("an outcome without an answer; this is a bug"),
                    };
                }

                // It changed while it was made ready: what counts is what is current when the application gets it.
                Close(files);
            }
            catch (Exception outside) when (outside is IOException or UnauthorizedAccessException)
            {
                failed(model, outside.Message);
                return new OpenOutcome.Failed(StoreReasons.StoreFailed.Code);
            }
        }

        return new OpenOutcome.NotTrusted(OpenReasons.NotVerifiedYet.Code);
    }

    /// <summary>A model as an application sees it.</summary>
    public ListedModel List(SlotState state)
    {
        ModelStatus status = StatusView.Of(state, policy(), engine(), null);
        return new ListedModel(
            status.Model, status.Verdict, state.MayHandOut(policy(), engine()), status.Release, status.Version, status.ManifestDigest, status.Reason);
    }

    private bool IsStill(Slot slot, ReleaseId release) => slot.State.Current?.Id == release && Refusal(slot.State) is null;

    private OpenOutcome.NotTrusted? Refusal(SlotState state) =>
        state.MayHandOut(policy(), engine()) ? null : new OpenOutcome.NotTrusted(List(state).Reason ?? OpenReasons.NotVerifiedYet.Code);

    // The finding, the evidence and the restore are the recheck's: there is one way to find tampering.
    private static OpenOutcome.NotTrusted Noticed(Slot slot, Reason reason)
    {
        SlotTable.Recheck(slot);
        return new OpenOutcome.NotTrusted(reason.Code);
    }

    private static void Close(IReadOnlyList<OpenFile> files)
    {
        foreach (OpenFile file in files)
        {
            file.Handle.Dispose();
        }
    }
}
