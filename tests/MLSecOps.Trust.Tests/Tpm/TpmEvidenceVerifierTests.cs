using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Tests.Eat;
using MLSecOps.Formats.Tpm;
using MLSecOps.TestKit;
using MLSecOps.Trust.Appraisal;
using MLSecOps.Trust.Evidence;
using MLSecOps.Trust.Tests.Evidence;
using MLSecOps.Trust.Tpm;

namespace MLSecOps.Trust.Tests.Tpm;

public sealed class TpmEvidenceVerifierTests : IDisposable
{
    private static readonly Fleet Fleet = new();
    private static readonly AppraisalPolicy Policy = new("urn:mlsec:policy:test:1", new EarVerifier("mlsec", "test"));
    private static readonly ReferenceValues References = new([new ModelReference("vision", [new ReferenceRelease(SampleEvidence.Release, SampleEvidence.Digest("model"))], SampleEvidence.Release, 17)]);
    private static readonly Sha256Digest[] Boot = [.. Enumerable.Range(0, 8).Select(i => SampleEvidence.Digest($"pcr {i}"))];
    private static readonly Sha256Digest BootState = PcrValue.Compose([.. Boot.Select((value, i) => new PcrValue(i, value))]);

    private readonly SoftTpm _tpm = new();

    private static EvidenceClaims Claims => Fleet.Claims with { Models = [SampleEvidence.Model] };

    public void Dispose() => _tpm.Dispose();

    [Fact]
    public void Honest_evidence_is_trusted_and_every_check_ran()
    {
        EvidenceVerification verification = Verify(_tpm.Attest(Claims));
        Verdicts.AssertTrusted(verification.Verdict);
        Assert.All(
            [TpmChecks.Present, TpmChecks.AttestationKey, TpmChecks.Form, TpmChecks.Quote, TpmChecks.Signature, TpmChecks.Signer, TpmChecks.Binding, TpmChecks.Pcrs, TpmChecks.Log, TpmChecks.LogClaims, TpmChecks.Clock, EvidenceChecks.TlsKey],
            id => Assert.Equal(CheckOutcome.Passed, verification.Verdict.Checks.Single(check => check.Id == id).Outcome));
        Assert.Equal((EvidenceTier.Tpm, _tpm.Clock), (verification.Tpm!.Tier, verification.Tpm.Clock!.Value));
    }

    [Fact]
    [RedTeam("G5", "Strips the TPM's part from the evidence of a device with a TPM, and signs with the stolen connection key", typeof(EvidenceVerifier), "TPM_EVIDENCE_MISSING")]
    public void Evidence_without_the_part_that_is_owed_is_rejected()
    {
        AssertRejected(TpmReasons.EvidenceMissing, Verify(Fleet.Sign(Claims)));
        AssertRejected(TpmReasons.EvidenceMissing, Verify(_tpm.Sign(Claims)));
    }

    [Fact]
    [RedTeam("G5", "Adds a quote of a TPM that nobody enrolled, to look like hardware", typeof(EvidenceVerifier), "TPM_EVIDENCE_UNEXPECTED")]
    public void A_quote_of_an_unknown_TPM_is_rejected() => Verdicts.AssertRejected(TpmReasons.EvidenceUnexpected, Fleet.Verify(_tpm.Attest(Claims)).Verdict);

    [Fact]
    [RedTeam("G5", "Puts a genuine quote of the device's TPM beside other claims", typeof(QuoteVerifier), "TPM_QUOTE_UNBOUND")]
    public void A_quote_over_another_payload_is_rejected() =>
        AssertRejected(TpmReasons.QuoteUnbound, Verify(_tpm.Attest(Claims, SampleEvidence.Nonce, Claims with { AgentVersion = "0.0.9" })));

    [Fact]
    [RedTeam("G5", "Replays the quote that answered an earlier challenge", typeof(QuoteVerifier), "TPM_QUOTE_UNBOUND")]
    public void A_quote_for_another_nonce_is_rejected() => AssertRejected(TpmReasons.QuoteUnbound, Verify(_tpm.Attest(Claims, new byte[32])));

    [Fact]
    [RedTeam("G5", "Signs claims and quote with the key of another TPM", typeof(EvidenceVerifier), "COSE_KEY_MISMATCH")]
    [RedTeam("G5", "Puts a quote by another TPM beside claims that the device's TPM signed", typeof(QuoteVerifier), "TPM_QUOTE_SIGNATURE_INVALID")]
    public void Another_TPM_is_rejected()
    {
        using SoftTpm other = new();
        AssertRejected(EvidenceReasons.CoseKeyMismatch, Verify(other.Attest(Claims)));
        AssertRejected(TpmReasons.QuoteSignature, Verify(CmwMessage.Write(_tpm.Sign(Claims), other.Quote(SampleEvidence.Nonce, Claims).Encode())));
    }

    [Fact]
    [RedTeam("G5", "Poses with a key in software as a TPM, and signs the claims with it", typeof(EvidenceVerifier), "COSE_KEY_MISMATCH")]
    public void A_key_in_software_is_not_the_TPMs() =>
        AssertRejected(EvidenceReasons.CoseKeyMismatch, Verify(CmwMessage.Write(Fleet.Sign(Claims).Span, _tpm.Quote(SampleEvidence.Nonce, Claims).Encode())));

    [Fact]
    [RedTeam("G5", "Removes, changes, adds or reorders an event of the measured log", typeof(QuoteVerifier), "TPM_EVENT_LOG_MISMATCH")]
    public void An_edited_event_log_is_rejected()
    {
        TpmEvidence honest = _tpm.Quote(SampleEvidence.Nonce, Claims);
        TpmEvent other = TpmEvent.ModelCurrent("vision", SampleEvidence.Digest("other"));
        EventLog[] edited = [new([honest.Log.Events[0]]), new([honest.Log.Events[0], other]), honest.Log.With(other), new([honest.Log.Events[1], honest.Log.Events[0]]), EventLog.Empty];
        Assert.All(edited, log => AssertRejected(TpmReasons.LogMismatch, Verify(CmwMessage.Write(_tpm.Sign(Claims), (honest with { Log = log }).Encode()))));
    }

    [Fact]
    [RedTeam("G5", "Lists other PCR values than those that the TPM signed, so that the edited log fits", typeof(QuoteVerifier), "TPM_PCR_MISMATCH")]
    public void Other_PCR_values_are_rejected()
    {
        TpmEvidence honest = _tpm.Quote(SampleEvidence.Nonce, Claims);
        EventLog edited = new([honest.Log.Events[0]]);
        AssertRejected(TpmReasons.PcrMismatch, Verify(CmwMessage.Write(_tpm.Sign(Claims), (honest with { Log = edited, Pcrs = [new PcrValue(TpmPolicy.DefaultAgentPcr, edited.Replay())] }).Encode())));
        AssertRejected(TpmReasons.PcrMismatch, Verify(CmwMessage.Write(_tpm.Sign(Claims), (honest with { Pcrs = [new PcrValue(14, honest.Pcrs[0].Value)] }).Encode())));
    }

    [Fact]
    [RedTeam("G5", "Claims another agent, or a release that was never measured, under a genuine quote", typeof(QuoteVerifier), "TPM_LOG_CONTRADICTS_CLAIMS")]
    public void Claims_that_the_log_contradicts_are_rejected()
    {
        AssertRejected(TpmReasons.LogContradicts, Verify(_tpm.Attest(Claims with { Agent = SampleEvidence.Digest("other agent") })));
        EvidenceClaims other = Claims with { Models = [SampleEvidence.Model with { Id = new(18, SampleEvidence.Digest("other")) }] };
        AssertRejected(TpmReasons.LogContradicts, Verify(_tpm.Attest(other)));
        _tpm.Log = EventLog.Empty;
        AssertRejected(TpmReasons.LogContradicts, Verify(_tpm.Attest(Claims)));
    }

    /// <summary>Measured before it takes effect: between the two, evidence still names the release before.</summary>
    [Fact]
    public void A_release_that_was_measured_and_is_not_current_yet_is_no_contradiction()
    {
        _tpm.Log = _tpm.Log.With(TpmEvent.ModelCurrent("vision", SampleEvidence.Digest("next")));
        Verdicts.AssertTrusted(Verify(_tpm.Attest(Claims)).Verdict);
    }

    [Fact]
    public void A_quote_that_leaves_out_the_agents_PCR_is_rejected() =>
        AssertRejected(TpmReasons.PcrNotQuoted, Verify(_tpm.Attest(Claims), policy: new TpmPolicy(14)));

    [Fact]
    public void Another_attestation_is_no_quote()
    {
        _tpm.Type = TpmAttest.CertifyType;
        AssertRejected(TpmReasons.NotQuote, Verify(_tpm.Attest(Claims)));
    }

    [Fact]
    [RedTeam("G5", "Puts a virtual TPM back to an earlier state, or repeats its old quotes", typeof(QuoteVerifier), "TPM_CLOCK_REVERSED")]
    public void A_clock_or_counter_that_went_back_is_rejected()
    {
        TpmClock last = _tpm.Clock;
        TpmBinding known = _tpm.Binding with { LastClock = last };
        Verdicts.AssertTrusted(Verify(_tpm.Attest(Claims), known).Verdict);
        (TpmClock Clock, bool Good)[] cases =
        [
            (last with { Milliseconds = 999 }, false),
            (last with { Resets = 6, Milliseconds = 2000 }, false),
            (last with { Restarts = 1, Milliseconds = 2000 }, true),
            (last with { Resets = 8, Restarts = 0 }, true),
            (last with { Resets = 8, Milliseconds = 10 }, false),
            // After a power cut a TPM may have lost some of its time, and says so.
            (last with { Resets = 8, Milliseconds = 10, Safe = false }, true),
            (last with { Milliseconds = 10, Safe = false }, false),
        ];
        foreach ((TpmClock clock, bool good) in cases)
        {
            _tpm.Clock = clock;
            EvidenceVerification verification = Verify(_tpm.Attest(Claims), known);
            Assert.True(good == verification.Verdict is TrustVerdict.Trusted, $"{clock}");
        }

        // Obfuscated counters wrap around.
        _tpm.Clock = last with { Resets = 1 };
        Verdicts.AssertTrusted(Verify(_tpm.Attest(Claims), known with { LastClock = last with { Resets = uint.MaxValue } }).Verdict);
    }

    [Fact]
    [RedTeam("G5", "Enrols a key that may sign anything, and forges quotes with it", typeof(TpmKeyVerifier), "TPM_KEY_NOT_RESTRICTED")]
    public void A_key_that_is_not_restricted_is_rejected()
    {
        foreach (TpmObjectAttributes lacking in (TpmObjectAttributes[])[TpmObjectAttributes.Restricted, TpmObjectAttributes.FixedTpm, TpmObjectAttributes.FixedParent, TpmObjectAttributes.SensitiveDataOrigin, TpmObjectAttributes.Sign])
        {
            using SoftTpm weak = new(SoftTpm.Restricted & ~lacking);
            AssertRejected(TpmReasons.KeyNotRestricted, Verify(weak.Attest(Claims), weak.Binding));
        }

        using SoftTpm both = new(SoftTpm.Restricted | TpmObjectAttributes.Decrypt);
        AssertRejected(TpmReasons.KeyNotRestricted, Verify(both.Attest(Claims), both.Binding));
    }

    [Fact]
    public void The_connection_key_is_still_named_and_checked() =>
        AssertRejected(EvidenceReasons.TlsKeyMismatch, Verify(_tpm.Attest(Claims with { TlsKey = SampleEvidence.Digest("another connection") })));

    [Fact]
    public void Cut_and_flipped_messages_are_rejected()
    {
        byte[] message = _tpm.Attest(Claims);
        using DeviceIdentity device = Fleet.Identity();
        for (int at = 0; at < message.Length; at += 3)
        {
            Assert.IsType<TrustVerdict.Rejected>(EvidenceVerifier.Verify(message.AsMemory(0, at), device, Fleet.Challenge, Fleet.Now, _tpm.Binding).Verdict);
            byte[] flipped = [.. message];
            flipped[at] ^= 1;
            TrustVerdict verdict = EvidenceVerifier.Verify(flipped, device, Fleet.Challenge, Fleet.Now, _tpm.Binding).Verdict;
            Assert.True(verdict is not TrustVerdict.Trusted, $"byte {at}");
        }
    }

    [Fact]
    public void A_TPM_of_no_known_maker_is_never_shown_as_hardware()
    {
        EarSubmodule device = Appraise(_tpm.Attest(Claims), _tpm.Binding);
        Assert.Equal(((sbyte?)0, (sbyte?)32), (device.Vector![TrustAspect.Hardware], device.Vector[TrustAspect.StorageOpaque]));
        AssertRow(device, "tier", TpmReasons.EndorsementUnproven, "tpm");
        AssertRow(device, "boot_state", TpmReasons.BootStateUnknown, "PCR 0 to 7 not quoted");
        Assert.StartsWith($"{_tpm.Public.NameDigest} tpm maker-unproven", Row(device, "attestation_key").Found);
    }

    [Fact]
    public void A_TPM_of_a_known_maker_is_shown_as_hardware()
    {
        EarSubmodule device = Appraise(_tpm.Attest(Claims), _tpm.Binding with { MakerProven = true });
        Assert.Equal(((sbyte?)2, (sbyte?)2), (device.Vector![TrustAspect.Hardware], device.Vector[TrustAspect.StorageOpaque]));
        Assert.Equal("tpm", Row(device, "tier").Found);
    }

    [Fact]
    public void Measured_boot_counts_only_in_a_known_state()
    {
        _tpm.Boot = Boot;
        byte[] message = _tpm.Attest(Claims);
        Assert.Equal((EvidenceTier.Tpm, BootState), (Verify(message).Tpm!.Tier, Verify(message).Tpm!.BootState!.Value));
        TpmPolicy knows = new() { BootStates = [BootState] };
        Assert.Equal(EvidenceTier.TpmMeasuredBoot, Verify(message, policy: knows).Tpm!.Tier);
        _tpm.Boot = Boot[..7];
        Assert.Equal(EvidenceTier.Tpm, Verify(_tpm.Attest(Claims), policy: knows).Tpm!.Tier);
    }

    [Fact]
    [RedTeam("G5", "Boots a changed boot loader on a device that was recorded with measured boot", typeof(TpmRows), "TPM_TIER_FELL")]
    public void A_tier_that_fell_contraindicates()
    {
        _tpm.Boot = [.. Boot[..7], SampleEvidence.Digest("another boot loader")];
        EarSubmodule device = Appraise(_tpm.Attest(Claims), _tpm.Binding with { MakerProven = true, Tier = EvidenceTier.TpmMeasuredBoot }, new TpmPolicy { BootStates = [BootState] });
        Assert.Equal((TrustTier.Contraindicated, (sbyte?)96), (device.Status, device.Vector![TrustAspect.Hardware]));
        Assert.Equal(TpmReasons.TierFell.Code, device.Explanation.First(row => row.Claim == "tier").Reason);
    }

    [Fact]
    public void Without_a_TPM_nothing_changes()
    {
        EvidenceVerification verification = Fleet.Verify(Fleet.Sign(Claims));
        Verdicts.AssertTrusted(verification.Verdict);
        Assert.Null(verification.Tpm);
        Assert.DoesNotContain(verification.Verdict.Checks, check => check.Id.StartsWith("tpm", StringComparison.Ordinal));
    }

    [Fact]
    public void A_rejected_message_still_names_the_key_that_was_expected()
    {
        EarSubmodule device = Appraise(Fleet.Sign(Claims).ToArray(), _tpm.Binding);
        Assert.Equal(TrustTier.Contraindicated, device.Status);
        Assert.Contains(device.Explanation, row => row.Reason == TpmReasons.EvidenceMissing.Code);
        Assert.StartsWith($"{_tpm.Public.NameDigest}", Row(device, "attestation_key").Found);
    }

    private static EarExplanation Row(EarSubmodule part, string claim) => part.Explanation.Single(row => row.Claim == claim);

    private static void AssertRow(EarSubmodule part, string claim, Reason reason, string found)
    {
        EarExplanation row = Row(part, claim);
        Assert.Equal((reason.Code, found), (row.Reason, row.Found));
    }

    private static void AssertRejected(Reason reason, EvidenceVerification verification) => Verdicts.AssertRejected(reason, verification.Verdict);

    private EarSubmodule Appraise(byte[] message, TpmBinding binding, TpmPolicy? policy = null)
    {
        Ear ear = EvidenceAppraiser.Appraise(Verify(message, binding, policy), References, Policy, SampleEvidence.IssuedAt);
        // What is appraised can also be written.
        Assert.True(EarWriter.Write(ear).TryGet(out _, out _));
        return ear.Device!;
    }

    private EvidenceVerification Verify(ReadOnlyMemory<byte> message, TpmBinding? binding = null, TpmPolicy? policy = null)
    {
        using DeviceIdentity device = Fleet.Identity();
        return EvidenceVerifier.Verify(message, device, Fleet.Challenge, Fleet.Now, binding ?? _tpm.Binding, policy);
    }
}
