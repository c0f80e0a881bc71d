using System.Text.RegularExpressions;

namespace MLSecOps.Architecture.Tests;

/// <summary>The project works wherever it is cloned to, and says nothing about where it was written.</summary>
public sealed partial class ForbiddenWordTests
{
    // Spelt so that the list does not find itself.
    [GeneratedRegex(@"(?<![\w.])/(w[o]rk|r[o]ot|home/\w+)/|\bcl[a]ude\b|\bchat-?g[p]t\b|\bcop[i]lot\b|\banthr[o]pic\b|\bopen[a]i\b|\bsub-?ag[e]nts?\b", RegexOptions.IgnoreCase)]
    private static partial Regex Forbidden();

    [Fact]
    public void No_file_names_a_machine_or_a_tool_of_its_authors() =>
        Offenders.None(Repository.Texts.SelectMany(file => file.Where(line => Forbidden().IsMatch(line))));
}
