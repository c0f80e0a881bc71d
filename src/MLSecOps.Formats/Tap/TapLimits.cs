namespace MLSecOps.Formats.Tap;

/// <summary>Limits of the tap, each checked before anything is done with what it bounds. Bytes unless the name says otherwise.</summary>
public static class TapLimits
{
    /// <summary>One message: 64 KiB, of which three fit into a socket buffer of the kernel's default size.</summary>
    public const int MessageBytes = 64 << 10;

    /// <summary>Records in one message.</summary>
    public const int Records = 1024;

    /// <summary>Tensors of one record.</summary>
    public const int Tensors = 16;

    /// <summary>Dimensions of one tensor.</summary>
    public const int Rank = 8;

    /// <summary>A tensor's name, bytes of UTF-8.</summary>
    public const int NameBytes = 255;

    /// <summary>Content of a tensor inside the message: 16 KiB.</summary>
    public const int InlineBytes = 16 << 10;

    /// <summary>Descriptors that come with one message.</summary>
    public const int Descriptors = 8;

    /// <summary>Content of a tensor in a sealed memory file: 64 MiB, as an input of the worker.</summary>
    public const int DescriptorBytes = 64 << 20;

    /// <summary>Elements that a shape may state.</summary>
    public const ulong Elements = 1UL << 40;

    /// <summary>Records that one SAMPLE asks for.</summary>
    public const int SampleRecords = 1024;
}
