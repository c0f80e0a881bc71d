using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Hub.Challenges;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Identity;
using MLSecOps.Trust.Appraisal;
using MLSecOps.Trust.Evidence;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Tpm;

namespace MLSecOps.Hub.Attest;

/// <summary>Takes evidence: finds its nonce, verifies and appraises it, and signs the result.</summary>
internal sealed class EvidenceDesk(HubIdentity identity, Statements statements, TpmPolicy quotes, ChallengeStanding challenges, TimeProvider time) : IDisposable
{
    private static readonly AppraisalPolicy Policy = new("urn:mlsec:policy:default:1", new EarVerifier("MLSecOps EdgeAgent", "mlsec-hub"));

    private readonly DeviceIdentities _identities = new(identity);

    /// <summary>Appraises a message.</summary>
    /// <param name="database">The database.</param>
    /// <param name="device">Whose topic it came on.</param>
    /// <param name="message">Untrusted.</param>
    /// <param name="received">When.</param>
    /// <param name="compared">By model, what its answers to the challenge came to.</param>
    /// <returns>The appraisal, or why there is none: it cannot be read, or its nonce is not ours.</returns>
    public DeskResult Appraise(IHubTransaction database, Device device, ReadOnlyMemory<byte> message, DateTimeOffset received, IReadOnlyDictionary<string, ChallengeFinding> compared)
    {
        if (!EvidenceParts.Claims(message).TryGet(out EvidenceClaims? unverified, out FormatFault? fault))
        {
            return new DeskResult.Refused(fault.Reason, $"expected {fault.Expected} at byte {fault.Offset}");
        }

        // Read before it is verified, only to find which of our nonces it says it answers.
        OpenChallenge? challenge = database.FindChallenge(Convert.ToHexStringLower(unverified.Nonce.Span));
        if (challenge is null || (challenge.Ueid is not null && challenge.Ueid != device.Ueid))
        {
            return new DeskResult.Refused(HubReasons.NonceUnknown, $"nonce {Convert.ToHexStringLower(unverified.Nonce.Span)}");
        }

        DeviceState state = database.StateOf(device.Ueid);
        VerificationTime now = VerificationTime.ByClock(received);
        DeviceKey? next = unverified.TlsKey == device.Key ? null : database.KeysOf(device.Ueid).FirstOrDefault(key => key.Ended is null && key.Key == unverified.TlsKey);
        IReadOnlyList<ReadOnlyMemory<byte>> certificates = next?.Certificates ?? device.Certificates;
        if (_identities.Find(certificates, now) is not { } owner)
        {
            return new DeskResult.Refused(EvidenceReasons.DeviceCertificate, "the certificate that was enrolled is not accepted any more");
        }

        EvidenceVerification verification = EvidenceVerifier.Verify(
            message, owner, new EvidenceChallenge(Convert.FromHexString(challenge.Nonce), challenge.Expires), now,
            database.FindTpm(device.Ueid) is { } tpm ? KnownTpm.Binding(tpm) : null, quotes);
        EvidenceClaims? claims = verification.Verdict is TrustVerdict.Trusted ? verification.Claims : null;
        Dictionary<string, ModelHolding> holdings = new(StringComparer.Ordinal);
        ReferenceValues references = References.Of(database, state, claims, Challenged);
        Ear ear = EvidenceAppraiser.Appraise(verification, references, Policy, time.GetUtcNow());
        return statements.Sign(ear).TryGet(out ReadOnlyMemory<byte> signed, out fault)
            ? new DeskResult.Appraised(verification, references, ear, signed, challenge) { Holdings = holdings, Renewed = verification.Verdict is TrustVerdict.Trusted ? next : null }
            : new DeskResult.Refused(fault.Reason, $"it claims more than an appraisal can hold: expected {fault.Expected}");

        ChallengeFinding? Challenged(ModelClaims model)
        {
            (ChallengeFinding? finding, ModelHolding? holding) = challenges.Of(
                model, state.Models.FirstOrDefault(each => each.Model == model.Model), compared.GetValueOrDefault(model.Model), challenge.Ueid is not null, received);
            if (holding is not null)
            {
                holdings[model.Model] = holding;
            }

            return finding;
        }
    }

    public void Dispose() => _identities.Dispose();
}
