using MLSecOps.Behaviour.Challenge;
using MLSecOps.Core.Challenge;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Benchmarks.Behaviour;

/// <summary>Whether one challenge of 4 expanded inputs tells a model from its twins and never from itself, over many nonces.</summary>
internal static class ChallengeFigures
{
    private const int Nonces = 2000;
    private const int Inputs = 4;

    public static IReadOnlyList<Figure> Measure()
    {
        BenchModel[] models = [.. BenchModel.All()];
        return [.. Twins(models[0]), .. models.Where(model => model.Name != "opt-mnist").Select(Honest)];
    }

    private static IEnumerable<Figure> Twins(BenchModel model)
    {
        IReadOnlyList<IReadOnlyList<InputDescription>> described = Challenges.Described(model);
        Tensor[] own = All(model, described[0]), wide = All(model, described[^1]);
        IReadOnlyList<Tensor> ofOwn = ChangedModels.Run(model.Bytes, own), ofWide = ChangedModels.Run(model.Bytes, wide);
        foreach (string twin in Digits.Twins)
        {
            byte[] bytes = Digits.Model(twin)!;
            ChallengeOutcome[] outcomes = Judged(ofWide, ChangedModels.Run(bytes, wide)), narrow = Judged(ofOwn, ChangedModels.Run(bytes, own));
            yield return new Figure($"challenge of {Inputs} inputs, {twin} is found", Share(outcomes, Found), "", 0.99, AtLeast: true,
                $"at the inputs' own range {Share(narrow, Found):0.000}",
                $"{Text(described[^1])}, {Nonces} nonces; largest deviation of a challenge {outcomes.Min(outcome => outcome.MaxAbsolute):0.###e0} to {outcomes.Max(outcome => outcome.MaxAbsolute):0.###e0}");
        }
    }

    private static Figure Honest(BenchModel model)
    {
        IReadOnlyList<InputDescription> description = Challenges.Described(model)[^1];
        Tensor[] inputs = All(model, description);
        IReadOnlyList<Tensor> golden = ChangedModels.Run(model.Bytes, inputs);
        ChallengeOutcome[] outcomes = [.. HonestBuild.Others.SelectMany(build => Judged(golden, build.Run(model.Bytes, inputs)))];
        return new Figure($"challenge of {Inputs} inputs, {model.Name} itself is refused", outcomes.Length - outcomes.Count(outcome => outcome.Verdict is TrustVerdict.Trusted), "", 0, AtLeast: false,
            $"largest deviation {outcomes.Max(outcome => outcome.MaxAbsolute):0.###e0}",
            $"of {outcomes.Length}: {Nonces} nonces, all optimisations on one thread beside {string.Join(", ", HonestBuild.Others)} (optimisation/threads) on this machine; {Text(description)}");
    }

    private static Tensor[] All(BenchModel model, IReadOnlyList<InputDescription> description) =>
        [.. Enumerable.Range(0, Nonces).SelectMany(nonce => Challenges.Inputs(model.Bytes, description, nonce, Inputs))];

    private static ChallengeOutcome[] Judged(IReadOnlyList<Tensor> golden, IReadOnlyList<Tensor> given)
    {
        var suite = new SanitySuite([], [ChangedModels.Tolerance]);
        return [.. Enumerable.Range(0, Nonces).Select(nonce => ChallengeJudge.Judge(suite, "x64-cpu",
            [.. Enumerable.Range(nonce * Inputs, Inputs).Select(index => new ChallengeAnswer(index % Inputs, [golden[index]], [given[index] with { Name = golden[index].Name }]))]))];
    }

    private static bool Found(ChallengeOutcome outcome) => outcome.Verdict is TrustVerdict.Rejected;

    private static double Share(ChallengeOutcome[] outcomes, Func<ChallengeOutcome, bool> right) => (double)outcomes.Count(right) / outcomes.Length;

    private static string Text(IReadOnlyList<InputDescription> description) => description[0].Range is ValueRange.Floats range
        ? $"values {range.Low} to {range.High} in steps of {Math.ScaleB(1, -range.Scale)}" : "";
}
