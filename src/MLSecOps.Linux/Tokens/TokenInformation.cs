using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MLSecOps.Linux.Tokens;

/// <summary>CK_TOKEN_INFO (section 3.2): texts are UTF-8, padded with blanks.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TokenInformation
{
    internal Text32 Label;
    internal Text32 Manufacturer;
    internal Text16 Model;
    internal Text16 Serial;
    internal nuint Flags;
    internal Counters Limits;
    internal Text16 Time;
    internal uint Versions;

    [InlineArray(32)]
    internal struct Text32
    {
        private byte _first;
    }

    [InlineArray(16)]
    internal struct Text16
    {
        private byte _first;
    }

    [InlineArray(10)]
    internal struct Counters
    {
        private nuint _first;
    }
}
