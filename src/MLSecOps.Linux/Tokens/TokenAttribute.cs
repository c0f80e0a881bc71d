using System.Runtime.InteropServices;

namespace MLSecOps.Linux.Tokens;

/// <summary>CK_ATTRIBUTE (section 3.4).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TokenAttribute
{
    internal nuint Type;
    internal void* Value;
    internal nuint Length;
}
