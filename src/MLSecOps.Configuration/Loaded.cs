using System.Diagnostics.CodeAnalysis;

namespace MLSecOps.Configuration;

/// <summary>A configuration, or everything that is wrong with it. Never both: a program does not start on half a configuration.</summary>
/// <typeparam name="T">The configuration.</typeparam>
/// <param name="Value">The configuration; null when there is any problem.</param>
/// <param name="Problems">Everything wrong, in the order of files and lines; empty when there is a value.</param>
/// <param name="Files">The files that were read, lowest precedence first.</param>
public sealed record Loaded<T>(T? Value, IReadOnlyList<ConfigurationProblem> Problems, IReadOnlyList<string> Files)
    where T : class
{
    /// <summary>Gives the value or the problems.</summary>
    public bool TryGet([NotNullWhen(true)] out T? value, out IReadOnlyList<ConfigurationProblem> problems)
    {
        value = Value;
        problems = Problems;
        return value is not null;
    }
}
