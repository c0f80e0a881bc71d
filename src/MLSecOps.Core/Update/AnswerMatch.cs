namespace MLSecOps.Core.Update;

/// <summary>What the exact answers of a pass are, held against the enrolled ones.</summary>
public enum AnswerMatch
{
    /// <summary>Nothing is enrolled and nothing can be: a vector ran only once, so that nobody knows whether its bits come again. The default.</summary>
    Unstable = 0,

    /// <summary>The first pass of this release on this device: enrolled now.</summary>
    First,

    /// <summary>The first pass under this engine: enrolled beside those of others.</summary>
    OtherEngine,

    /// <summary>The enrolled bits.</summary>
    Same,

    /// <summary>Other bits than the enrolled ones, under the same engine.</summary>
    Changed,
}
