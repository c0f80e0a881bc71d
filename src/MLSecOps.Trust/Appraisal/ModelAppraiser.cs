using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Eat;

namespace MLSecOps.Trust.Appraisal;

/// <summary>Appraises the claims about one model.</summary>
/// <param name="policy">The rules.</param>
internal sealed class ModelAppraiser(AppraisalPolicy policy)
{
    // "Elements of configuration that matter could not be had" (AR4SI, 2.3.4).
    private const sbyte Unavailable = 36;
    private const sbyte UnrecognisedLoaded = 33;
    private const sbyte Contraindicated = 96;
    private const sbyte WrongAnswers = -97;
    private const sbyte OwnWarning = -33;

    private readonly VectorBuilder _vector = new();

    /// <summary>Appraises one model.</summary>
    /// <param name="name">Slot name.</param>
    /// <param name="claims">What the device claims; null when it claims nothing.</param>
    /// <param name="reference">What is known; null when the model is not expected.</param>
    /// <param name="issuedAt">When the evidence was made, by the device's clock.</param>
    public EarSubmodule Appraise(string name, ModelClaims? claims, ModelReference? reference, DateTimeOffset issuedAt)
    {
        // Only claims under a trusted verdict get here: signature, nonce and UEID hold.
        _vector.Affirm(TrustAspect.InstanceIdentity, "ueid");
        if (claims is null)
        {
            _vector.Judge(TrustAspect.Executables, 0, "submods", EvidenceReasons.NoEvidence, EvidenceProfile.ModelPrefix + name);
        }
        else
        {
            ReferenceRelease? release = reference?.Releases.FirstOrDefault(known => known.Id == claims.Id);
            JudgeRelease(claims, reference, release);
            JudgeDisk(claims, release, issuedAt);
            JudgeSystems(claims);
            JudgeChallenge(claims, reference?.Challenge);
            HandedOutRows.Judge(_vector, claims, reference?.Releases ?? []);
        }

        return _vector.Build(
            EvidenceProfile.ModelPrefix + name,
            policy.Id,
            [TrustAspect.InstanceIdentity, TrustAspect.Configuration, TrustAspect.Executables, TrustAspect.FileSystem]);
    }

    private void JudgeRelease(ModelClaims claims, ModelReference? reference, ReferenceRelease? release)
    {
        string found = $"{claims.Id.Release} {claims.Id.Manifest}";
        if (release is null)
        {
            _vector.Judge(TrustAspect.Executables, UnrecognisedLoaded, "manifest_sha256", EvidenceReasons.ModelUnknown, "a known release", found);
        }
        else if (release.Recalled)
        {
            _vector.Judge(TrustAspect.Executables, Contraindicated, "manifest_sha256", EvidenceReasons.ModelRecalled, "a release that is not recalled", found);
        }
        else
        {
            _vector.Affirm(TrustAspect.Executables, "manifest_sha256", found);
        }

        if (reference?.Desired is { } desired && desired != claims.Id)
        {
            _vector.Note(TrustAspect.Executables, (sbyte)TrustTier.Affirming, "release", EvidenceReasons.ModelNotDesired, Text(desired), found);
        }

        if (reference is not null && claims.Floor < reference.LastFloor)
        {
            _vector.Judge(TrustAspect.Configuration, OwnWarning, "floor", EvidenceReasons.FloorLowered, $"at least {reference.LastFloor}", $"{claims.Floor}");
        }
    }

    private void JudgeDisk(ModelClaims claims, ReferenceRelease? release, DateTimeOffset issuedAt)
    {
        if (claims.Disk is not { } disk)
        {
            _vector.Judge(TrustAspect.FileSystem, 0, "disk", EvidenceReasons.NoEvidence, "a measured digest");
            return;
        }

        TimeSpan age = issuedAt - disk.Checked;
        if (release is null)
        {
            _vector.Judge(TrustAspect.FileSystem, 0, "disk", EvidenceReasons.NoEvidence, "the digest in a known manifest", $"{disk.Model}");
        }
        else if (disk.Model != release.ModelFile)
        {
            // A milder value is for files that nobody loads; nothing in this profile proves that, so it is not assumed.
            _vector.Judge(TrustAspect.FileSystem, Contraindicated, "disk", EvidenceReasons.ModelDigestMismatch, $"{release.ModelFile}", $"{disk.Model}");
        }
        else if (age > policy.RecheckAge || age < TimeSpan.Zero)
        {
            _vector.Judge(
                TrustAspect.FileSystem, 0, "disk", EvidenceReasons.RecheckStale,
                $"checked at most {policy.RecheckAge} before {DocumentDate.Format(issuedAt)}", DocumentDate.Format(disk.Checked));
        }
        else
        {
            _vector.Affirm(TrustAspect.FileSystem, "disk", $"{disk.Model}");
        }
    }

    private void JudgeSystems(ModelClaims claims)
    {
        // What the device says of a challenge is what it did, not what it came to.
        foreach (MeasurementResult result in claims.Results.Where(result => result.Name != MeasuringSystems.Challenge))
        {
            bool required = policy.RequiredSystems.Contains(result.Name);
            string claim = $"measres.{result.System}";
            string found = Text(result);
            switch (result.Outcome)
            {
                case CheckOutcome.Passed when required:
                    _vector.Affirm(TrustAspect.Configuration, claim, found);
                    break;
                case CheckOutcome.Passed:
                    _vector.Affirm(TrustAspect.Executables, claim, found);
                    break;
                case CheckOutcome.Failed:
                    JudgeFailure(result.Name, claim, found);
                    break;
                default:
                    JudgeNotRun(required, claim, found);
                    break;
            }
        }

        foreach (string missing in policy.RequiredSystems.Where(name => !claims.Results.Any(result => result.Name == name)))
        {
            _vector.Judge(TrustAspect.Configuration, Unavailable, $"measres.{missing}", EvidenceReasons.CheckNotRun, "passed");
        }
    }

    private void JudgeChallenge(ModelClaims claims, ChallengeFinding? challenge)
    {
        const string claim = $"measres.{MeasuringSystems.Challenge}";
        MeasurementResult? said = claims.Results.FirstOrDefault(result => result.Name == MeasuringSystems.Challenge);
        switch (challenge)
        {
            case null when said is { Outcome: CheckOutcome.Failed }:
                JudgeFailure(said.Name, claim, Text(said));
                break;
            case null when said is not null:
                _vector.Note(
                    TrustAspect.Configuration, 0, claim, EvidenceReasons.CheckNotRun, null, said.Outcome == CheckOutcome.Passed ? "answered, and nothing to compare with" : Text(said));
                break;
            case { Outcome: CheckOutcome.Passed }:
                _vector.Affirm(TrustAspect.Executables, claim, challenge.Found);
                break;
            case { Outcome: CheckOutcome.Failed }:
                _vector.Judge(TrustAspect.Executables, WrongAnswers, claim, challenge.Reason ?? ChallengeReasons.AnswerDeviates, challenge.Expected, challenge.Found);
                break;
            case { }:
                _vector.Judge(TrustAspect.Configuration, Unavailable, claim, challenge.Reason ?? ChallengeReasons.NotRun, challenge.Expected, challenge.Found);
                break;
        }
    }

    private void JudgeFailure(string system, string claim, string found)
    {
        (TrustAspect aspect, sbyte value, Reason reason) = system switch
        {
            MeasuringSystems.Scrub => (TrustAspect.FileSystem, Contraindicated, EvidenceReasons.ScrubFailed),
            MeasuringSystems.Rehearsal => (TrustAspect.Executables, WrongAnswers, EvidenceReasons.RehearsalFailed),
            MeasuringSystems.Canaries or MeasuringSystems.Audits => (TrustAspect.Executables, WrongAnswers, EvidenceReasons.ApplicationDeviates),
            MeasuringSystems.Inspection => (TrustAspect.Executables, Contraindicated, EvidenceReasons.InspectionFailed),
            _ => (TrustAspect.Executables, OwnWarning, EvidenceReasons.CheckFailed),
        };
        _vector.Judge(aspect, value, claim, reason, "passed", found);
    }

    private void JudgeNotRun(bool required, string claim, string found)
    {
        if (required)
        {
            _vector.Judge(TrustAspect.Configuration, Unavailable, claim, EvidenceReasons.CheckNotRun, "passed", found);
        }
        else
        {
            _vector.Note(TrustAspect.Configuration, 0, claim, EvidenceReasons.CheckNotRun, null, found);
        }
    }

    private static string Text(ReleaseId id) => $"{id.Release} {id.Manifest}";

    private static string Text(MeasurementResult result)
    {
        int passed = 0;
        MeasuredCheck? worst = null;
        foreach (MeasuredCheck check in result.Results)
        {
            if (check.Outcome == CheckOutcome.Passed)
            {
                passed++;
            }
            else if (worst is null || (check.Outcome == CheckOutcome.Failed && worst.Outcome != CheckOutcome.Failed))
            {
                worst = check;
            }
        }

        return worst is null ? (passed == 1 ? "1 passed" : $"{passed} passed")
            : $"{worst.Id} {(worst.Outcome == CheckOutcome.Failed ? "failed" : "did not run")}, {passed} of {result.Results.Count} passed";
    }
}
