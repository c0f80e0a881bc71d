using System.Globalization;
using MLSecOps.Behaviour.Challenge;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Eat;
using MLSecOps.Hub.Packages;
using MLSecOps.Sandbox.Inference;
using MLSecOps.Trust.Appraisal;

namespace MLSecOps.Hub.Challenges;

/// <summary>Runs the signed model in the hub's own worker on the inputs that a device was challenged with, and compares (design §7).</summary>
/// <param name="files">The packages.</param>
/// <param name="declared">Which of them declare a challenge.</param>
/// <param name="infer">Runs a model; the hub's sandboxed worker.</param>
internal sealed class ReferenceRun(PackageFiles files, DeclaredChallenges declared, Func<InferenceRequest, CancellationToken, Task<InferenceResult>> infer)
{
    private static readonly string[] KnownProfiles = ["x64-cpu", "arm64-cpu"];

    /// <summary>Compares what a device answered for one model.</summary>
    /// <param name="claims">Its claims; untrusted, and what comes out counts only once their signature was verified.</param>
    /// <param name="model">One of them, with answers.</param>
    /// <param name="cancellationToken">Kills the worker.</param>
    /// <returns>What it came to; null where the package declares no challenge, so that answers mean nothing.</returns>
    public async Task<ChallengeFinding?> JudgeAsync(EvidenceClaims claims, ModelClaims model, CancellationToken cancellationToken)
    {
        if (!declared.TryFind(model.Id.Manifest, out SanitySuite? suite))
        {
            return ChallengeFinding.Open(ChallengeReasons.ReferenceUnavailable, "the hub has not this package");
        }

        if (suite?.Challenge is not { } challenge)
        {
            return null;
        }

        ModelAnswers answers = model.Answers!;
        if (!IsKnown(suite, answers.Profile, claims.Engine))
        {
            return ChallengeFinding.Open(ChallengeReasons.ProfileUnknown, $"profile {answers.Profile}");
        }

        if (answers.Inputs.Count > challenge.Count)
        {
            return ChallengeFinding.NotHeld(ChallengeReasons.AnswerMalformed, $"{challenge.Count} answers", $"{answers.Inputs.Count}");
        }

        List<IReadOnlyList<Tensor>?> given = [];
        for (int index = 0; index < challenge.Count; index++)
        {
            IReadOnlyList<Tensor>? outputs = null;
            if (index < answers.Inputs.Count && answers.Inputs[index].Count > 0 && !AnswerTensors.Read(answers.Inputs[index]).TryGet(out outputs, out FormatFault? fault))
            {
                return ChallengeFinding.NotHeld(ChallengeReasons.AnswerMalformed, fault.Expected, $"input {index}: {fault.Reason.Code}");
            }

            given.Add(outputs);
        }

        ChallengeSeed seed = new(claims.Nonce, claims.Ueid.ToBytes(), model.Id.Manifest, 0);
        if (!ChallengeInputs.TryExpand(seed, challenge, out IReadOnlyList<IReadOnlyList<Tensor>>? inputs, out Check? refused))
        {
            return ChallengeFinding.Open(ChallengeReasons.ReferenceUnavailable, $"{refused.Reason!.Code}: {refused.Difference}");
        }

        return await RunAsync(model, inputs, cancellationToken) switch
        {
            ({ } expected, _) => Judge(suite, answers.Profile, [.. expected.Select((outputs, index) => new ChallengeAnswer(index, outputs, given[index]))]),
            (_, var trouble) => ChallengeFinding.Open(ChallengeReasons.ReferenceUnavailable, trouble),
        };
    }

    private async Task<(IReadOnlyList<IReadOnlyList<Tensor>>? Expected, string? Trouble)> RunAsync(
        ModelClaims model, IReadOnlyList<IReadOnlyList<Tensor>> inputs, CancellationToken cancellationToken)
    {
        using KeptPackage? package = KeptPackage.Open(files.PathOf(model.Id.Manifest), model.Id.Manifest);
        if (package is null || PackagedModel.Request(package.Manifest, file => package[file], inputs) is not { } request)
        {
            return (null, "the package cannot be read");
        }

        InferenceResult result = await infer(request, cancellationToken);
        return result.Trouble is { } trouble ? (null, trouble.Reason?.Code)
            : result.Answers.FirstOrDefault(answer => answer.Failure is not null) is { Failure: { } failure } ? (null, failure.Reason.Code)
            : ([.. result.Answers.Select(answer => answer.Outputs)], null);
    }

    private static ChallengeFinding Judge(SanitySuite suite, string profile, IReadOnlyList<ChallengeAnswer> answers)
    {
        ChallengeOutcome outcome = ChallengeJudge.Judge(suite, profile, answers);
        Check? cause = outcome.Verdict.Cause;
        return outcome.Verdict.Match(
            _ => ChallengeFinding.Held(string.Create(
                CultureInfo.InvariantCulture, $"held: {answers.Count} of {answers.Count} inputs, deviation at most {outcome.MaxAbsolute ?? 0:0.###e+0} as {profile}")),
            rejected => ChallengeFinding.NotHeld(rejected.Reason, cause?.Expected, cause is null ? null : $"{cause.Subject}: {cause.Found}"),
            open => ChallengeFinding.Open(open.Reason, cause is null ? null : cause.Found ?? cause.Subject));
    }

    // A device that names another profile than its engine's, or no engine at all, would choose its tolerance.
    private static bool IsKnown(SanitySuite suite, string profile, string? engine) =>
        (KnownProfiles.Contains(profile) || suite.Tolerances.Any(row => row.Profile == profile))
        && engine is not null
        && KnownProfiles.All(known => known == profile || !engine.Contains($"on {known[..known.IndexOf('-')]},", StringComparison.Ordinal));
}
