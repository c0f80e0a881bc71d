using MLSecOps.Cli.Attestation;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Tpm;
using MLSecOps.TestKit;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Tests.Tpm;
using MLSecOps.Trust.Tpm;

namespace MLSecOps.Cli.Tests.Attestation;

/// <summary>Bundles of devices with a TPM, judged without the hub: the key is in the bundle, and counts only as the hub's signed appraisal names it.</summary>
public sealed class TpmBundleTests : IClassFixture<SampleFixture>, IDisposable
{
    private readonly SampleFixture _sample;
    private readonly SampleFleet _fleet;
    private readonly SoftTpm _tpm = new();

    public TpmBundleTests(SampleFixture sample)
    {
        _sample = sample;
        _fleet = new SampleFleet(Path.Combine(sample.Folder, "acme"));
    }

    public void Dispose() => _tpm.Dispose();

    [Fact]
    public async Task The_command_shows_tier_key_and_maker()
    {
        using ScratchFolder folder = new();
        string file = folder.Write("evidence.json", SampleFleet.Text(_fleet.Bundle(tpm: _tpm, binding: _tpm.Binding with { MakerProven = true })));
        MlsecRun run = await new Mlsec(folder.Path).Run("attest", "verify", file, "--trust", Path.Combine(_sample.Folder, "acme", "trust.toml"));
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains($"{_tpm.Public.NameDigest} tpm maker-proven", run.Output, StringComparison.Ordinal);
        foreach (string check in (string[])[BundleChecks.Tpm, TpmChecks.Signature, TpmChecks.Binding, TpmChecks.Log, TpmChecks.Pcrs])
        {
            Assert.Contains(check, run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_good_bundle_is_trusted_with_every_check()
    {
        BundleAppraisal judged = Judge(_fleet.Bundle(tpm: _tpm));
        Assert.True(judged.Verdict is TrustVerdict.Trusted, string.Join('\n', judged.Verdict.Checks.Where(check => check.Outcome != CheckOutcome.Passed)));
        Assert.Contains(judged.Verdict.Checks, check => check is { Id: BundleChecks.Tpm, Outcome: CheckOutcome.Passed });
        Assert.Contains(judged.Verdict.Checks, check => check is { Id: TpmChecks.Log, Outcome: CheckOutcome.Passed });
    }

    [Fact]
    [RedTeam("G5", "Puts a key in software, and evidence signed by it, into an exported bundle of a device with a TPM", typeof(BundleTpm), "APPRAISAL_OF_OTHER_EVIDENCE")]
    public void Another_key_than_the_hub_vouches_for_is_rejected()
    {
        using SoftTpm other = new();
        EvidenceBundle good = _fleet.Bundle(tpm: _tpm), forged = _fleet.Bundle(tpm: other);
        AssertRejected(EvidenceReasons.AppraisalOther, good with { Evidence = forged.Evidence, Tpm = forged.Tpm });
        AssertRejected(EvidenceReasons.CoseKeyMismatch, good with { Evidence = forged.Evidence });
        AssertRejected(TpmReasons.Malformed, good with { Tpm = good.Tpm! with { AttestationKey = good.Tpm.AttestationKey[..^1] } });
    }

    [Fact]
    [RedTeam("G5", "Strips the TPM from an exported bundle, or the quote from its evidence", typeof(BundleTpm), "APPRAISAL_OF_OTHER_EVIDENCE", "TPM_EVIDENCE_MISSING")]
    public void A_stripped_bundle_is_rejected()
    {
        EvidenceBundle good = _fleet.Bundle(tpm: _tpm), plain = _fleet.Bundle();
        AssertRejected(EvidenceReasons.AppraisalOther, good with { Tpm = null });
        AssertRejected(EvidenceReasons.AppraisalOther, good with { Tpm = null, Evidence = plain.Evidence });
        AssertRejected(TpmReasons.EvidenceMissing, good with { Evidence = plain.Evidence });
        // The other way round: a TPM beside evidence whose appraisal knows none.
        AssertRejected(EvidenceReasons.AppraisalOther, plain with { Tpm = good.Tpm });
    }

    [Fact]
    public void An_edited_log_is_rejected()
    {
        EvidenceBundle good = _fleet.Bundle(tpm: _tpm);
        CmwMessage parts = CmwMessage.Parse(good.Evidence).Match(read => read, fault => throw new InvalidOperationException($"{fault}"));
        TpmEvidence quote = TpmEvidence.Parse(parts.Tpm).Match(read => read, fault => throw new InvalidOperationException($"{fault}"));
        byte[] edited = CmwMessage.Write(parts.Eat.Span, (quote with { Log = new EventLog([quote.Log.Events[0]]) }).Encode());
        AssertRejected(TpmReasons.LogMismatch, good with { Evidence = edited });
    }

    private void AssertRejected(Reason reason, EvidenceBundle bundle)
    {
        TrustVerdict verdict = Judge(bundle).Verdict;
        Assert.True(verdict is TrustVerdict.Rejected rejected && rejected.Reason == reason, $"{verdict.Refusal}\n{string.Join('\n', verdict.Checks.Where(check => check.Outcome != CheckOutcome.Passed))}");
    }

    private BundleAppraisal Judge(EvidenceBundle bundle) => BundleAppraisal.Judge(bundle, _fleet.Anchors, VerificationTime.ByClock(_fleet.Now.AddSeconds(5)));
}
