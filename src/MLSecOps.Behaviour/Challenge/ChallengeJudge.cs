using System.Globalization;
using MLSecOps.Behaviour.Sanity;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Challenge;

/// <summary>Holds a device's answers against those of the hub's own run of the signed model.</summary>
/// <remarks>One deviating output refutes; a right one proves only together with others that differ from it, and only when none was left out.</remarks>
public sealed class ChallengeJudge
{
    private readonly SanitySuite _suite;
    private readonly string _profile;
    private readonly List<Check> _checks = [];
    private readonly List<OutputComparison> _comparisons = [];

    private ChallengeJudge(SanitySuite suite, string profile) => (_suite, _profile) = (suite, profile);

    /// <summary>Judges a whole challenge; O(elements).</summary>
    /// <param name="suite">The package's suite; its tolerances count.</param>
    /// <param name="profile">The device's execution profile, such as <c>arm64-cpu</c>.</param>
    /// <param name="answers">All inputs of the challenge, those without an answer too.</param>
    public static ChallengeOutcome Judge(SanitySuite suite, string profile, IReadOnlyList<ChallengeAnswer> answers)
    {
        ArgumentNullException.ThrowIfNull(suite);
        ArgumentNullException.ThrowIfNull(answers);
        var judge = new ChallengeJudge(suite, profile);
        foreach (ChallengeAnswer answer in answers)
        {
            judge.Answer(answer);
        }

        judge.Agreement();
        if (answers.Count > 0)
        {
            judge.Information(answers);
        }

        return new ChallengeOutcome(judge._checks, judge._comparisons);
    }

    private void Answer(ChallengeAnswer answer)
    {
        string input = string.Create(CultureInfo.InvariantCulture, $"input {answer.Index}");
        if (!answer.Expected.All(FiniteNumbers.Are))
        {
            _checks.Add(Check.Skip("challenge.reference", input, ChallengeReasons.ReferenceUnsound));
        }
        else if (answer.Given is null)
        {
            _checks.Add(Check.Skip("challenge.answer", input, ChallengeReasons.NoAnswer));
        }
        else
        {
            foreach (Tensor expected in answer.Expected)
            {
                Output(input, expected, [.. answer.Given.Where(tensor => tensor.Name == expected.Name)]);
            }
        }
    }

    private void Output(string input, Tensor expected, Tensor[] given)
    {
        string subject = $"{input}/{expected.Name}";
        if (given.Length != 1)
        {
            _checks.Add(Check.Fail("challenge.answer", subject, ChallengeReasons.AnswerMalformed, "one output of this name", given.Length == 0 ? "none" : "several"));
            return;
        }

        (OutputComparison comparison, Reason? fault) = OutputComparer.Compare(input, expected, given[0], Tolerance(expected));
        if (fault == RehearsalReasons.OutputType || fault == RehearsalReasons.OutputShape)
        {
            _checks.Add(Check.Fail("challenge.answer", subject, ChallengeReasons.AnswerMalformed, ComparisonText.TypeAndShape(expected), ComparisonText.TypeAndShape(given[0])));
            return;
        }

        _comparisons.Add(comparison);
        _checks.Add(fault is null
            ? Check.Pass("challenge.answer", subject, ComparisonText.Found(comparison))
            : Check.Fail("challenge.answer", subject, ChallengeReasons.AnswerDeviates, ComparisonText.Expected(comparison, expected), ComparisonText.Found(comparison)));
    }

    // Where only labels are compared, the suite's share is of all inputs together.
    private void Agreement()
    {
        foreach (IGrouping<string, OutputComparison> output in _comparisons.Where(row => row.Tolerance.Metric == ToleranceMetric.Top1).GroupBy(row => row.Output).ToArray())
        {
            (long rows, long agreeing, double least) = (output.Sum(row => row.Rows), output.Sum(row => row.RowsAgreeing), output.First().Tolerance.MinAgreement);
            string found = $"{agreeing} of {rows} rows agree";
            _checks.Add(agreeing >= least * rows
                ? Check.Pass("challenge.top1", output.Key, found)
                : Check.Fail("challenge.top1", output.Key, ChallengeReasons.AnswerDeviates, $"at least {least:0.####} of {rows}", found));
        }
    }

    private void Information(IReadOnlyList<ChallengeAnswer> answers)
    {
        IReadOnlyList<Tensor> first = answers[0].Expected;
        int others = answers.Skip(1).Count(answer => Differ(first, answer.Expected));
        string found = string.Create(CultureInfo.InvariantCulture, $"{others} of {answers.Count} expected answers differ from the first");
        _checks.Add(others > 0
            ? Check.Pass("challenge.information", "", found)
            : new Check("challenge.information", CheckOutcome.NotRun, "", ChallengeReasons.Uninformative, "answers that differ from each other", found));
    }

    private bool Differ(IReadOnlyList<Tensor> first, IReadOnlyList<Tensor> other) => first.Zip(other).Any(pair =>
    {
        (OutputComparison comparison, Reason? fault) = OutputComparer.Compare("", pair.First, pair.Second, Tolerance(pair.First));
        return fault is not null || (comparison.Tolerance.Metric == ToleranceMetric.Top1 && comparison.RowsAgreeing < comparison.Rows);
    });

    private OutputTolerance Tolerance(Tensor expected) => _suite.ToleranceOf(_profile, expected.Name, ElementTypes.IsFloat(expected.Type));
}
