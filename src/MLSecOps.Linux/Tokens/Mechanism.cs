using System.Runtime.InteropServices;

namespace MLSecOps.Linux.Tokens;

/// <summary>CK_MECHANISM (PKCS#11 2.40, section 3.5).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Mechanism
{
    internal nuint Type;
    internal void* Parameter;
    internal nuint ParameterLength;
}
