namespace MLSecOps.Formats.Tap;

/// <summary>Where a tensor's content is.</summary>
public enum TapPlace : byte
{
    /// <summary>In the message, at most <see cref="TapLimits.InlineBytes"/>.</summary>
    Inline = 0,

    /// <summary>Nowhere: only type, shape and length are told.</summary>
    Omitted = 1,

    /// <summary>In a sealed memory file that came with the message, from its first byte on.</summary>
    Descriptor = 2,
}
