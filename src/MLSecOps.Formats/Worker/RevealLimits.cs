namespace MLSecOps.Formats.Worker;

/// <summary>Limits of the job <c>reveal</c>.</summary>
public static class RevealLimits
{
    /// <summary>A plan: 4 KiB of JSON.</summary>
    public const int PlanBytes = 4 << 10;

    /// <summary>Flips of each class of bits.</summary>
    public const int Flips = 4096;

    /// <summary>Inputs that are tried.</summary>
    public const int Samples = 1024;

    /// <summary>Margins in one report: inputs times copies.</summary>
    public const int Margins = 4 << 20;

    /// <summary>Inputs, or outputs, of the model.</summary>
    public const int Values = 1024;

    /// <summary>A whole report, bytes: the checks, the model's interface and the margins.</summary>
    public const int ReportBytes = JobLimits.ReportBytes + InterfaceBytes + (Margins * sizeof(float)) + 64;

    /// <summary>The model's interface: 1 MiB of JSON.</summary>
    public const int InterfaceBytes = 1 << 20;
}
