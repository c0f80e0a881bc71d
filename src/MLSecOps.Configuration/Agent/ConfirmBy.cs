namespace MLSecOps.Configuration.Agent;

/// <summary>Who says that a release that became current is kept.</summary>
public enum ConfirmBy
{
    /// <summary>It ran for the soak time without a failed check. The default.</summary>
    Soak = 0,

    /// <summary>The application says so.</summary>
    Application = 1,
}
