using MLSecOps.Cli.Output;
using MLSecOps.Configuration;
using MLSecOps.Contracts.Commands;

namespace MLSecOps.Cli.Commands;

/// <summary>Problems of configuration files as one failure that lists them all.</summary>
internal static class ConfigurationFailure
{
    public static Failure Of(IReadOnlyList<ConfigurationProblem> problems, string subject)
    {
        string count = problems.Count == 1 ? "one problem" : $"{problems.Count} problems";
        return new Failure(problems[0].Reason, $"{subject} has {count}", null)
        {
            Problems = [.. problems.Select(problem =>
                new ProblemEntry(problem.File, problem.Line, problem.Column, problem.Reason.Code, problem.Message, problem.Suggestion))],
        };
    }
}
