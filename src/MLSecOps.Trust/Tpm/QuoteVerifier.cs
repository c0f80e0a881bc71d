using System.Security.Cryptography;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Tpm;
using MLSecOps.Trust.Evidence;

namespace MLSecOps.Trust.Tpm;

/// <summary>Judges the TPM's part of evidence, whose claims were verified: signature, signer, binding to nonce and claims, PCRs, event log, clock.</summary>
/// <param name="checks">Receives the checks.</param>
/// <param name="binding">The TPM that is known for the device.</param>
/// <param name="policy">What is expected of quotes.</param>
internal sealed class QuoteVerifier(CheckList checks, TpmBinding binding, TpmPolicy policy)
{
    private const string Subject = "tpm";

    // TPMT_HA of SHA-256: the form of a qualified name.
    private const int NameBytes = 2 + Sha256Digest.Size;

    /// <summary>Judges the quote.</summary>
    /// <param name="evidence">The TPM's part.</param>
    /// <param name="offset">Where it begins in the message.</param>
    /// <param name="key">The attestation key.</param>
    /// <param name="nonce">The nonce that was sent.</param>
    /// <param name="payload">The claims as signed.</param>
    /// <param name="claims">The claims.</param>
    public TpmAppraisal Verify(TpmEvidence evidence, long offset, VerificationKey key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> payload, EvidenceClaims claims)
    {
        TpmAppraisal nothing = new(binding, EvidenceTier.None, null, null);
        if (!TpmAttest.Parse(evidence.Attest, offset).TryGet(out TpmAttest? quote, out FormatFault? fault)
            || !TpmSignature.Parse(evidence.Signature, offset).TryGet(out TpmSignature? signature, out fault))
        {
            checks.Fail(TpmChecks.Form, Subject, fault);
            return nothing;
        }

        checks.Pass(TpmChecks.Form, Subject);
        if (!CheckThat(quote.Type == TpmAttest.QuoteType, TpmChecks.Quote, TpmReasons.NotQuote, "a quote", $"0x{quote.Type:x4}")
            || !CheckThat(key.Verify(evidence.Attest.Span, signature.Value.Span), TpmChecks.Signature, TpmReasons.QuoteSignature, $"a signature by {binding.AttestationKey.NameDigest}", null))
        {
            return nothing;
        }

        // From here on the TPM's own words: all are judged, so that a report names everything.
        CheckThat(
            quote.QualifiedSigner.Length == NameBytes && quote.QualifiedSigner.Span[..2].SequenceEqual(binding.AttestationKey.Name.AsSpan(0, 2)),
            TpmChecks.Signer, TpmReasons.QuoteSigner, "a name by SHA-256", Convert.ToHexStringLower(quote.QualifiedSigner.Span));
        byte[] expected = TpmEvidence.Binding(nonce, payload);
        CheckThat(CryptographicOperations.FixedTimeEquals(expected, quote.ExtraData.Span), TpmChecks.Binding, TpmReasons.QuoteUnbound, Convert.ToHexStringLower(expected), Convert.ToHexStringLower(quote.ExtraData.Span));
        bool quoted = CheckPcrs(quote, evidence.Pcrs);
        CheckLog(evidence, claims, quoted);
        CheckClock(quote.Clock);
        Sha256Digest? boot = quoted ? BootOf(evidence.Pcrs) : null;
        EvidenceTier tier = boot is { } state && policy.BootStates.Contains(state) ? EvidenceTier.TpmMeasuredBoot : EvidenceTier.Tpm;
        return new TpmAppraisal(binding, tier, boot, quote.Clock);
    }

    private bool CheckPcrs(TpmAttest quote, IReadOnlyList<PcrValue> values)
    {
        PcrSelection listed = PcrSelection.Sha256([.. values.Select(value => value.Index)]);
        // Empty banks are how some TPMs write what was not asked for.
        PcrSelection[] banks = [.. quote.Selection.Where(bank => bank.Mask != 0)];
        if (banks is not [var only] || only != listed)
        {
            checks.Fail(TpmChecks.Pcrs, Subject, TpmReasons.PcrMismatch, string.Join(" ", banks.Select(Text)), Text(listed));
            return false;
        }

        Sha256Digest composed = PcrValue.Compose(values);
        byte[] bytes = new byte[Sha256Digest.Size];
        composed.CopyTo(bytes);
        return CheckThat(quote.PcrDigest.Span.SequenceEqual(bytes), TpmChecks.Pcrs, TpmReasons.PcrMismatch, Convert.ToHexStringLower(quote.PcrDigest.Span), composed.Hex);
    }

    private void CheckLog(TpmEvidence evidence, EvidenceClaims claims, bool quoted)
    {
        if (!quoted)
        {
            return;
        }

        int at = evidence.Pcrs.ToList().FindIndex(value => value.Index == policy.AgentPcr);
        if (at < 0)
        {
            checks.Fail(TpmChecks.Log, Subject, TpmReasons.PcrNotQuoted, $"PCR {policy.AgentPcr}", string.Join(", ", evidence.Pcrs.Select(value => value.Index)));
            return;
        }

        Sha256Digest replayed = evidence.Log.Replay(), value = evidence.Pcrs[at].Value;
        if (CheckThat(replayed == value, TpmChecks.Log, TpmReasons.LogMismatch, value.Hex, replayed.Hex))
        {
            CheckClaims(evidence.Log, claims);
        }
    }

    // A release that was made current is measured before it takes effect, so the newest one in the log may be one that the claims do not name yet.
    private void CheckClaims(EventLog log, EvidenceClaims claims)
    {
        TpmEvent? start = log.Latest(TpmEventKind.AgentStart);
        if (start is null || (claims.Agent is { } agent && agent != start.Digest))
        {
            checks.Fail(TpmChecks.LogClaims, Subject, TpmReasons.LogContradicts, $"the start of agent {claims.Agent}", start is null ? "no start" : $"{start.Digest}");
            return;
        }

        foreach (ModelClaims model in claims.Models)
        {
            TpmEvent[] made = [.. log.Events.Where(each => each.Kind == TpmEventKind.ModelCurrent && each.Subject == model.Model)];
            if (made.Length > 0 && !made.Any(each => each.Digest == model.Id.Manifest))
            {
                checks.Fail(TpmChecks.LogClaims, Subject, TpmReasons.LogContradicts, $"{model.Model} {model.Id.Manifest}", $"{made[^1].Digest}");
                return;
            }
        }

        checks.Pass(TpmChecks.LogClaims, Subject, $"{log.Events.Count} event(s)");
    }

    // Counters are compared by their difference: those of a key outside the endorsement hierarchy have a constant added, and may wrap around.
    private void CheckClock(TpmClock clock)
    {
        if (binding.LastClock is not { } last)
        {
            checks.Pass(TpmChecks.Clock, Subject, Text(clock));
            return;
        }

        int resets = unchecked((int)(clock.Resets - last.Resets)), restarts = unchecked((int)(clock.Restarts - last.Restarts));
        bool back = resets < 0 || (resets == 0 && restarts < 0) || (clock.Milliseconds < last.Milliseconds && (clock.Safe || resets == 0));
        CheckThat(!back, TpmChecks.Clock, TpmReasons.ClockReversed, $"at least {Text(last)}", Text(clock));
    }

    private bool CheckThat(bool holds, string id, Reason reason, string? expected, string? found)
    {
        if (holds)
        {
            checks.Pass(id, Subject);
        }
        else
        {
            checks.Fail(id, Subject, reason, expected, found);
        }

        return holds;
    }

    private static Sha256Digest? BootOf(IReadOnlyList<PcrValue> values)
    {
        PcrValue[] boot = [.. values.Where(value => value.Index < TpmPolicy.BootPcrs)];
        return boot.Length == TpmPolicy.BootPcrs ? PcrValue.Compose(boot) : null;
    }

    private static string Text(PcrSelection bank) => $"{(bank.Algorithm == TpmAlgorithms.Sha256 ? "sha256" : $"0x{bank.Algorithm:x4}")}:{string.Join(",", bank.Indices)}";

    private static string Text(TpmClock clock) => $"{clock.Milliseconds} ms, {clock.Resets} resets, {clock.Restarts} restarts";
}
