using System.Globalization;
using MLSecOps.Behaviour.Fingerprints;
using MLSecOps.Cli.Output;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Worker;
using MLSecOps.Sandbox.Fingerprints;
using MLSecOps.Sandbox.Inference;
using MLSecOps.Sandbox.Launch;

namespace MLSecOps.Cli.Baseline;

/// <summary>Makes a baseline. The model is read and run by sandboxed workers only: one says what goes into it, one tries inputs on changed copies, one answers the fingerprints.</summary>
internal sealed class BaselineMaker(WorkerLauncher launcher, string path, IByteSource model, IReadOnlyList<ExternalFile> externalData, BaselineWish wish)
{
    private readonly Revealer _revealer = new(launcher);
    private readonly List<BaselineWarning> _warnings = [];
    private int _tried;

    /// <summary>Makes it.</summary>
    /// <param name="groups">The inputs, as read.</param>
    /// <param name="cancellationToken">Kills the worker.</param>
    /// <exception cref="CommandFailure">Model or inputs are not fit for one.</exception>
    public async Task<ModelBaseline> MakeAsync(IReadOnlyList<InputGroup> groups, CancellationToken cancellationToken)
    {
        RevealResult asked = await TryAsync([], 0, cancellationToken);
        IReadOnlyList<NaturalInput> given = InputFit.Fit(asked.Interface!, groups);
        if (given.Count == 0)
        {
            throw new CommandFailure(BaselineReasons.NoInputs, $"{groups[0].Name} holds no rows");
        }

        CandidatePool pool = CandidatePool.Make(given, wish.Seed);
        _tried = pool.All.Count;
        RevealResult first = await TryAsync(pool.All, ToChoose, cancellationToken);
        RefuseFailed(first.Failures, pool);
        RefuseUnsteady(first.Margins!, pool.Natural.Count);
        IReadOnlyList<IReadOnlyList<Tensor>> chosen = await FingerprintRounds.SearchAsync(
            pool, first.Margins!, wish.Fingerprints, model.Length + externalData.Sum(file => file.Content.Length), inputs => RoundAsync(inputs, cancellationToken));

        // The same copies again, and as many that nothing was chosen by.
        BaselineTrial trial = new(pool, chosen);
        RevealResult tried = await TryAsync(trial.All, wish.Flips, cancellationToken);
        RefuseUnsteady(tried.Margins!, pool.Natural.Count);
        CandidateChoice choice = new(trial, tried.Margins!, ToChoose);
        IReadOnlyList<BaselineVector> vectors = await AnswerAsync(pool, chosen, cancellationToken);
        ChallengeChoice? challenge = choice.Challenge();
        Warn(asked.Interface!, pool, choice, vectors, challenge);
        return new ModelBaseline(
            given.Count, pool.Natural.Count, _tried, vectors, choice.Coverage, choice.OtherKernels,
            choice.Unsteady > 0 ? 1 : SanitySuite.DefaultRepeats, challenge, _warnings, tried.Engine, tried.Coverage);
    }

    private async Task<RevealResult> TryAsync(IReadOnlyList<IReadOnlyList<Tensor>> inputs, int flips, CancellationToken cancellationToken)
    {
        var request = new RevealRequest(model, externalData, inputs, new RevealPlan(wish.Relative, wish.Absolute, flips, wish.Seed));
        RevealResult result = await _revealer.RunAsync(request, null, cancellationToken);
        return result.Trouble is { Reason: { } reason } trouble ? throw Refused(reason, trouble) : result;
    }

    private async Task<RevealedMargins> RoundAsync(IReadOnlyList<IReadOnlyList<Tensor>> inputs, CancellationToken cancellationToken)
    {
        _tried += inputs.Count;
        return (await TryAsync(inputs, ToChoose, cancellationToken)).Margins!;
    }

    // Copies of each class by which fingerprints are chosen; a plan of more flips begins with the same ones.
    private int ToChoose => wish.Flips / 2;

    private void RefuseUnsteady(RevealedMargins margins, int natural)
    {
        float most = Enumerable.Range(0, natural).Max(input => margins.Own(RevealedMargins.RepeatRow, input));
        if (most > 1)
        {
            throw new CommandFailure(BaselineReasons.NotDeterministic, $"{path} answers the same input differently each time", $"two runs differ by {Number(most)} times what the tolerance allows");
        }
    }

    private void RefuseFailed(IReadOnlyList<Check> failures, CandidatePool pool)
    {
        foreach (Check failure in failures)
        {
            // A made-up input that the model cannot take is only not chosen.
            if (RunName.Parse(failure.Subject) is { } run && run < pool.Natural.Count)
            {
                throw new CommandFailure(failure.Reason!, $"{path} fails on {pool.Natural[run].Origin}", failure.Difference);
            }
        }
    }

    private async Task<IReadOnlyList<BaselineVector>> AnswerAsync(CandidatePool pool, IReadOnlyList<IReadOnlyList<Tensor>> chosen, CancellationToken cancellationToken)
    {
        InferenceResult result = await new Inferer(launcher).RunAsync(new InferenceRequest(model, externalData, chosen), null, cancellationToken);
        if (result.Trouble is { Reason: { } reason } trouble)
        {
            throw Refused(reason, trouble);
        }

        return [.. chosen.Select((inputs, place) => new BaselineVector(
            pool.Natural.FirstOrDefault(input => ReferenceEquals(input.Tensors, inputs))?.Origin,
            inputs,
            result.Answers[place] is { Failure: { } failure } ? throw new CommandFailure(failure.Reason, $"{path} cannot be given golden answers", failure.Detail) : result.Answers[place].Outputs))];
    }

    private void Warn(ModelInterface declared, CandidatePool pool, CandidateChoice choice, IReadOnlyList<BaselineVector> vectors, ChallengeChoice? challenge)
    {
        IReadOnlyList<Tensor> first = pool.Natural[0].Tensors;
        if (pool.Natural.All(input => input.Tensors.Zip(first).All(pair => Same(pair.First, pair.Second))))
        {
            Add(BaselineReasons.InputsAlike, pool.Natural.Count == 1 ? "there is only one" : $"{pool.Natural.Count} times the same");
        }

        if (!choice.HasCopies)
        {
            Add(BaselineReasons.NoWeights, $"the first {vectors.Count} inputs were taken");
        }

        if (choice.Unsteady > 0)
        {
            Add(BaselineReasons.BitsDiffer, $"by at most {Number(choice.Unsteady)} of the tolerance");
        }

        if (choice.Unfit > 0)
        {
            Add(BaselineReasons.ToleranceTight, $"{choice.Unfit} of {pool.Natural.Count} inputs were not taken");
        }

        if (vectors.Count < 2 || vectors.Skip(1).All(vector => Alike(vectors[0].Outputs, vector.Outputs)))
        {
            Add(BaselineReasons.AnswersAlike, vectors.Count == 1 ? "there is one fingerprint only" : $"all {vectors.Count} fingerprints");
        }

        if (declared.Inputs.Where(input => input.IsOpen).ToArray() is { Length: > 0 } open && challenge is not null)
        {
            Add(BaselineReasons.ShapeOpen, string.Join(", ", open.Select(input => $"{input.Name} {InputFit.Describe(input.Type, input.Shape)}: taken as [{string.Join(',', first.Single(tensor => tensor.Name == input.Name).Shape)}]")));
        }

        if (challenge is null)
        {
            Add(BaselineReasons.NoChallenge, first.FirstOrDefault(tensor => tensor.Type == ElementType.Text) is { } text ? $"input {text.Name} holds strings" : $"{pool.Descriptions.Count} ranges were tried");
        }
    }

    private static bool Same(Tensor a, Tensor b) => a.Shape.SequenceEqual(b.Shape) && a.Data.Span.SequenceEqual(b.Data.Span) && (a.Strings ?? []).SequenceEqual(b.Strings ?? []);

    private bool Alike(IReadOnlyList<Tensor> a, IReadOnlyList<Tensor> b) => a.Zip(b).All(pair => OutputMargin.Of(pair.First, pair.Second, Tolerance(wish)) <= 1);

    /// <summary>The one tolerance of the suite.</summary>
    public static OutputTolerance Tolerance(BaselineWish wish) => new(OutputTolerance.AnyProfile, OutputTolerance.AnyOutput, ToleranceMetric.Elementwise, wish.Relative, wish.Absolute);

    private void Add(Reason reason, string detail) => _warnings.Add(new BaselineWarning(reason, detail));

    private CommandFailure Refused(Reason reason, Check trouble) => new(reason, $"no baseline of {path}: {reason.Title}", trouble.Difference);

    private static string Number(double value) => value.ToString("G3", CultureInfo.InvariantCulture);
}
