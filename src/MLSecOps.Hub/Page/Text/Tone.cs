namespace MLSecOps.Hub.Page.Text;

/// <summary>How something is coloured, after it was said in words and drawn as a shape. No data is never <see cref="Good"/>.</summary>
public enum Tone
{
    /// <summary>Nothing is claimed. The default.</summary>
    Quiet = 0,

    /// <summary>Proven, and fresh.</summary>
    Good = 1,

    /// <summary>Not known, or weaker than it should be.</summary>
    Doubt = 2,

    /// <summary>Proven to be wrong.</summary>
    Bad = 3,
}
