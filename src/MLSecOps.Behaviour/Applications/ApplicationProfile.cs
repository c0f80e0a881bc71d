using MLSecOps.Core.Sanity;

namespace MLSecOps.Behaviour.Applications;

/// <summary>Which of a suite's tolerances hold for the answers of applications, whose runtime nobody here chose.</summary>
public static class ApplicationProfile
{
    /// <summary>The profile in which a suite states tolerances of its own for applications.</summary>
    public const string Name = "application";

    /// <summary>That profile where the suite has a row for it, else that of the worker.</summary>
    public static string Of(SanitySuite suite, string worker)
    {
        ArgumentNullException.ThrowIfNull(suite);
        return suite.Tolerances.Any(row => row.Profile == Name) ? Name : worker;
    }
}
