using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Bulletins;
using MLSecOps.Formats.Documents;
using MLSecOps.Hub.Domain.Bulletins;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Rollouts;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Ingest;
using MLSecOps.Hub.Rollouts;
using MLSecOps.Trust.Bulletins;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.State;

namespace MLSecOps.Hub.Bulletins;

/// <summary>Takes in publishers' bulletins: judged as devices judge them, kept, and let change what is known and asked for. The hub has no key for them, and signs none (G4).</summary>
/// <param name="publisher">Who may sign bulletins.</param>
/// <param name="director">Signs directives anew; null where this hub does not steer.</param>
/// <param name="time">The clock.</param>
internal sealed class BulletinDesk(RolePolicy publisher, Director? director, TimeProvider time)
{
    /// <summary>Takes one, within the caller's transaction: of two that come at once, the second is judged under the first.</summary>
    /// <param name="database">Written to only when it is accepted.</param>
    /// <param name="message">Document and signature, as devices take them; untrusted.</param>
    /// <param name="by">The operator who brought it.</param>
    public BulletinResult Take(IHubTransaction database, ReadOnlyMemory<byte> message, string by)
    {
        if (!SignedMessage.Decode(message, DocumentReasons.BulletinMalformed).TryGet(out SignedParts? parts, out FormatFault? fault))
        {
            return new BulletinResult.Refused(fault.Reason, $"expected {fault.Expected} at byte {fault.Offset}");
        }

        StoredBulletin? before = database.NewestBulletin();
        TrustState state = TrustState.Initial with { Bulletin = before is null ? null : InForce(before) };
        DateTimeOffset now = time.GetUtcNow();
        BulletinAppraisal appraisal = BulletinVerifier.Verify(parts, publisher, state, VerificationTime.ByClock(now));
        if (appraisal.Verdict is not TrustVerdict.Trusted || appraisal.Bulletin is not { } bulletin)
        {
            return new BulletinResult.Refused(
                appraisal.Verdict.Refusal ?? DocumentReasons.BulletinMalformed,
                appraisal.Verdict.Cause is { } cause ? $"{cause.Id}: {cause.Difference}" : $"bulletin {appraisal.Document}");
        }

        if (before is not null && state.Bulletin is { Binding: true } && before.Document == appraisal.Document)
        {
            return new BulletinResult.Known(before);
        }

        StoredBulletin stored = new(
            appraisal.Document,
            bulletin.Version,
            bulletin.Issued,
            bulletin.Expires,
            message,
            [.. bulletin.Recalls.Select(recall => new StoredRecall(recall.Model, recall.Id, recall.Why, recall.Fallback))],
            bulletin.LeastReleases.ToDictionary(least => least.Model, least => least.Release),
            [.. appraisal.Signers.Select(signer => signer.Subject)],
            now,
            by);
        database.AddBulletin(stored);
        return new BulletinResult.Accepted(stored, Apply(database, stored, now));
    }

    private List<IssuedDirective> Apply(IHubTransaction database, StoredBulletin bulletin, DateTimeOffset now)
    {
        List<IssuedDirective> directives = [];
        foreach (Device device in database.Devices().Where(device => device.Standing != DeviceStanding.Retired))
        {
            DeviceState before = database.StateOf(device.Ueid);
            (DeviceState state, FindingChanges changes) = RecallRules.Take(before, bulletin, database.Open(device.Ueid), now);
            if (!ReferenceEquals(state, before))
            {
                database.PutState(state);
                database.Write(changes);
            }

            if (database.FindDirective(device.Ueid) is { } directive && director?.Withdraw(database, directive) is { } less)
            {
                directives.Add(less);
                foreach (string model in directive.Desired.Keys.Except(less.Desired.Keys, StringComparer.Ordinal))
                {
                    database.AddChange(RecallRules.NotAsked(device.Ueid, model, bulletin, now));
                }
            }
        }

        return directives;
    }

    // Only this hub wrote it, after it had verified it. Once trust.toml names other publishers, what it says stays in force and its version binds no more, as on devices.
    private BulletinInForce? InForce(StoredBulletin stored) =>
        SignedMessage.Decode(stored.Message, DocumentReasons.BulletinMalformed).TryGet(out SignedParts? parts, out _)
        && BulletinParser.Parse(parts.Document.Span).TryGet(out Bulletin? bulletin, out _)
            ? new BulletinInForce(bulletin, parts, IsStillSigned(parts, bulletin))
            : null;

    // At the date of issue: whether its signers were retired, not whether their certificates have ended since.
    private bool IsStillSigned(SignedParts parts, Bulletin bulletin) =>
        DocumentVerifier.Verify(parts.Document.Span, parts.Cms, publisher, new VerificationTime(bulletin.Issued, TimeOrigin.Argument)).Verdict is TrustVerdict.Trusted;
}
