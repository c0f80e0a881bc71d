using MLSecOps.Core.Digests;
using MLSecOps.Hub.Domain.Devices;

namespace MLSecOps.Hub.Domain.Evidence;

/// <summary>Judges what evidence is to the evidence before it: one device that goes on, a repeated message, a device that was put back, or two copies of it.</summary>
/// <remarks>
/// Evidence is surely newer than what came before its nonce was drawn: nobody can sign for a nonce that he does not know yet. Only such evidence shows that the key's
/// owner stands elsewhere; anything else may be an old message. Two starts of the system, or two ways of the chain, that take turns so cannot be one device.
/// </remarks>
internal static class LineRules
{
    /// <summary>Judges.</summary>
    /// <param name="state">What is known of the device.</param>
    /// <param name="evidence">What the appraisal came to.</param>
    /// <param name="claims">Its claims.</param>
    /// <param name="link">Finds the digest of a stored link of the device by epoch and number.</param>
    /// <returns>What it is; whether it turns away from the newest evidence; one line about it.</returns>
    public static (EvidenceLine Line, bool TurnsAway, string Detail) Judge(DeviceState state, Appraised evidence, AppraisedClaims claims, Func<string, long, Sha256Digest?> link)
    {
        ChainPosition head = claims.Head;
        bool newer = evidence.Asked > state.EvidenceAt;
        bool behind = IsBehind(state, head, link);
        bool otherRecord = link(head.Epoch, head.Sequence) is { } stored && stored != head.Digest;
        bool otherHead = state.Committed is { } newest && newest.Epoch == head.Epoch && newest.Sequence == head.Sequence && newest.Digest != head.Digest;
        bool turnsAway = (behind && (newer || otherRecord)) || otherHead;
        if (newer && state.Memory is { BootBefore: { } before } memory && claims.Boot == before && claims.Boot != memory.Boot)
        {
            return (EvidenceLine.Copied, turnsAway, "a start of its system attests again after a later one had: two machines have its key");
        }

        if (newer && Returns(state, head, link))
        {
            return (EvidenceLine.Copied, true, $"evidence for new nonces commits in turn to record {state.Committed!.Sequence} and to record {head.Sequence} of chains that exclude each other");
        }

        if (otherRecord || otherHead)
        {
            return (EvidenceLine.Split, turnsAway, $"evidence commits to another record {head.Sequence} than {(otherRecord ? "the one that came" : "evidence before")}");
        }

        string detail = behind ? $"it commits to record {head.Sequence}, and evidence before to record {state.Committed!.Sequence}" : string.Empty;
        return behind ? (newer ? EvidenceLine.Split : EvidenceLine.Replayed, newer, newer ? $"evidence for a new nonce is behind: {detail}" : detail) : (EvidenceLine.GoesOn, false, detail);
    }

    // Behind in the same epoch, or in an epoch of which the hub knows that it ended.
    private static bool IsBehind(DeviceState state, ChainPosition head, Func<string, long, Sha256Digest?> link) => state.Committed is { } newest
        && (newest.Epoch == head.Epoch
            ? head.Sequence < newest.Sequence
            : state.Acknowledged is { } last && last.Epoch != head.Epoch && link(head.Epoch, 1) is not null);

    // Evidence turned away from a place before; now it goes on from that place, which is not where the newest stands.
    private static bool Returns(DeviceState state, ChainPosition head, Func<string, long, Sha256Digest?> link) =>
        state is { Memory.Parted: { } parted, Committed: { } newest } && parted.Epoch == head.Epoch && head.Sequence >= parted.Sequence
        && (parted.Epoch != newest.Epoch || (IsInChain(state, parted, link) && IsInChain(state, head, link) && !IsInChain(state, newest, link)));

    private static bool IsInChain(DeviceState state, ChainPosition place, Func<string, long, Sha256Digest?> link) =>
        state.Acknowledged is { } last && last.Epoch == place.Epoch && place.Sequence <= last.Sequence && link(place.Epoch, place.Sequence) == place.Digest;
}
