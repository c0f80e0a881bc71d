namespace MLSecOps.Formats.Inspection;

/// <summary>Limits of what the inspection is asked, what a publisher may say about it and what comes back. Bytes unless the name says otherwise.</summary>
public static class InspectionLimits
{
    /// <summary>A job: 1 MiB, more than the paths of <see cref="Limits.Files"/> files.</summary>
    public const int JobBytes = 1 << 20;

    /// <summary><c>inspection.json</c>: 256 KiB.</summary>
    public const int PolicyBytes = 256 << 10;

    /// <summary>A report: 4 MiB.</summary>
    public const int ReportBytes = 4 << 20;

    /// <summary>Findings in one report.</summary>
    public const int Findings = 4096;

    /// <summary>Steps of one finding's path.</summary>
    public const int PathSteps = 256;

    /// <summary>One text, in UTF-16 units; the worker cuts longer ones.</summary>
    public const int TextLength = 1024;

    /// <summary>Lines of the worker about its own lock-down.</summary>
    public const int Gaps = 64;

    /// <summary>Elements of a list of the model's summary or of a difference.</summary>
    public const int Rows = 4096;

    /// <summary>The most changed initialisers that a report names.</summary>
    public const int LargestChanges = 32;

    /// <summary>Domains that a policy allows.</summary>
    public const int Domains = 64;

    /// <summary>Operators of one domain that a policy allows.</summary>
    public const int Operators = 1024;

    /// <summary>Waivers of one policy.</summary>
    public const int Waivers = 256;
}
