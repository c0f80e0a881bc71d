using MLSecOps.Contracts.Journal;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Hub.Attest;
using MLSecOps.Hub.Domain;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Evidence;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Devices;
using MLSecOps.Hub.Identity;
using MLSecOps.Hub.Mqtt;

namespace MLSecOps.Hub.Ingest;

/// <summary>Takes evidence: has it appraised, keeps it whole, and lets the result change what is known.</summary>
internal sealed class EvidenceIntake(EvidenceDesk desk, RevocationLists lists)
{
    /// <summary>Takes a message.</summary>
    /// <returns>The device's state after it.</returns>
    public DeviceState Take(IHubTransaction database, Device device, DeviceState state, Work.Message work, Outbox outbox)
    {
        (IncomingMessage message, DateTimeOffset now) = (work.Received, work.At);
        if (message.ContentType != EvidenceParts.MediaType(message.Payload))
        {
            return Refuse(database, state, HubReasons.MessageMalformed, $"content type {message.ContentType ?? "none"} on evidence", now);
        }

        return desk.Appraise(database, device, message.Payload, now, work.Compared) switch
        {
            DeskResult.Appraised appraised => Take(database, device, state, message, appraised, now, outbox),
            DeskResult.Refused refused => Refuse(database, state, refused.Reason, refused.Detail, now),
            _ => throw new InvalidOperationException("a result of an unknown kind; this is a bug"),
        };
    }

    private DeviceState Take(
        IHubTransaction database, Device device, DeviceState state, IncomingMessage message, DeskResult.Appraised appraised, DateTimeOffset now, Outbox outbox)
    {
        if (appraised.Renewed is { } next)
        {
            // A broker elsewhere does not say with which key a device connected; its evidence does.
            DeviceLife.Promote(database, device, next, now);
            if (lists.Renew(database))
            {
                outbox.Revocations();
            }
        }

        (Verdict verdict, string? reason) = VerdictReading.OfDevice(appraised.Ear);
        OpenChallenge challenge = appraised.Challenge;
        if (database.FindEvidence(state.Ueid, challenge.Nonce) is { } last && last.Message.Span.SequenceEqual(message.Payload.Span))
        {
            // The very message again, as QoS 1 may bring it; it proves nothing newer.
            return state;
        }

        if (database.HasEvidence(state.Ueid, challenge.Nonce, message.Payload))
        {
            // Newer evidence came since: the broker's own repetition would have come before it.
            return Refuse(database, state, HubReasons.EvidenceReplayed, "an answer to its nonce came that had been followed by another one", now);
        }

        long id = database.AddEvidence(new StoredEvidence(
            0, state.Ueid, now, message.Payload, challenge.Statement, challenge.Ueid is null ? "epoch" : "challenge", challenge.Nonce, appraised.Signed, verdict, reason));
        EvidenceStep step = EvidenceRules.Take(
            state,
            new Appraised(id, now, verdict, reason, ClaimsOf(appraised)) { Asked = challenge.Issued },
            database.Open(state.Ueid),
            (epoch, sequence) => database.FindRecord(state.Ueid, epoch, sequence)?.Link);
        database.Write(step.Changes);
        if (step.Counts)
        {
            // Only what was accepted counts: a refused quote must not move the clock.
            if (appraised.Verification is { Verdict: TrustVerdict.Trusted, Tpm: { } quote } && database.FindTpm(state.Ueid) is { } tpm)
            {
                database.PutTpm(KnownTpm.After(tpm, quote));
                database.Write(FindingRules.OfSeen(IdentityEvents.TpmReady, "evidence is backed by the TPM", database.Open(state.Ueid), now));
            }

            outbox.Appraisal(state.Ueid, appraised.Signed);
            FloorDesk.Take(database, appraised.Verification, now, outbox);
        }

        return step.State;
    }

    // Claims count only when signature, nonce and device hold.
    private static AppraisedClaims? ClaimsOf(DeskResult.Appraised appraised) =>
        appraised.Verification is { Verdict: TrustVerdict.Trusted, Claims: { } claims }
            ? new AppraisedClaims(
                new ChainPosition(claims.Chain.Epoch.Hex, claims.Chain.Sequence, claims.Chain.Digest),
                EvidenceProfile.NameOf(claims.Mode),
                claims.AgentVersion,
                claims.InsecureOptions,
                VerdictReading.Models(appraised.Ear, claims, appraised.References, appraised.Holdings))
            {
                IssuedAt = claims.IssuedAt,
                Boot = Convert.ToHexStringLower(claims.BootSeed.Span),
            }
            : null;

    private static DeviceState Refuse(IHubTransaction database, DeviceState state, Reason reason, string detail, DateTimeOffset now)
    {
        database.Write(FindingRules.Notice(state.Ueid, null, reason, detail, database.Open(state.Ueid), now));
        return state;
    }
}
