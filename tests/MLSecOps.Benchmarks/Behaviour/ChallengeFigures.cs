using MLSecOps.Behaviour.Challenge;
using MLSecOps.Core.Challenge;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Benchmarks.Behaviour;

/// <summary>Whether one challenge of 4 expanded inputs tells the model from its twins, over many nonces.</summary>
internal static class ChallengeFigures
{
    private const int Nonces = 1000;
    private const int Inputs = 4;

    public static IReadOnlyList<Figure> Measure(byte[] model)
    {
        Tensor[] images = All(model, Challenges.Image), declared = All(model, Challenges.Declared);
        IReadOnlyList<Tensor> ofImages = ChangedModels.Run(model, images), ofDeclared = ChangedModels.Run(model, declared);
        return
        [
            .. Digits.Twins.Select(twin => Row(twin, "not held", outcome => outcome.Verdict is TrustVerdict.Rejected)),
            Row("mnist", "held", outcome => outcome.Verdict is TrustVerdict.Trusted),
            Row("opt-mnist", "held", outcome => outcome.Verdict is TrustVerdict.Trusted),
            Figured("mnist by other kernels", "held", outcome => outcome.Verdict is TrustVerdict.Trusted, inputs => PlainRun.Of(model, inputs)),
        ];

        Figure Row(string name, string verdict, Func<ChallengeOutcome, bool> right) =>
            Figured(name, verdict, right, inputs => ChangedModels.Run(Digits.Model(name)!, inputs));

        Figure Figured(string name, string verdict, Func<ChallengeOutcome, bool> right, Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> run)
        {
            ChallengeOutcome[] outcomes = Judged(ofDeclared, run(declared)), narrow = Judged(ofImages, run(images));
            return new Figure($"challenge of {Inputs} inputs, {name} is {verdict}", (double)outcomes.Count(right) / Nonces, "", 0.99, AtLeast: true,
                $"pixels of 0 to 1: {(double)narrow.Count(right) / Nonces:0.000}",
                $"pixels of 0 or 256, {Nonces} nonces; largest deviation of a challenge {outcomes.Min(outcome => outcome.MaxAbsolute):0.###e0} to {outcomes.Max(outcome => outcome.MaxAbsolute):0.###e0}");
        }
    }

    private static Tensor[] All(byte[] model, ValueRange range) => [.. Enumerable.Range(0, Nonces).SelectMany(nonce => Challenges.Inputs(model, range, nonce, Inputs))];

    private static ChallengeOutcome[] Judged(IReadOnlyList<Tensor> golden, IReadOnlyList<Tensor> given)
    {
        var suite = new SanitySuite([], [ChangedModels.Tolerance]);
        return [.. Enumerable.Range(0, Nonces).Select(nonce => ChallengeJudge.Judge(suite, "x64-cpu",
            [.. Enumerable.Range(nonce * Inputs, Inputs).Select(index => new ChallengeAnswer(index % Inputs, [golden[index]], [given[index] with { Name = golden[index].Name }]))]))];
    }
}
