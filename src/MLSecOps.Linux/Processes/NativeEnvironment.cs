using System.Runtime.InteropServices;

namespace MLSecOps.Linux.Processes;

/// <summary>The environment that native libraries in this process see. The runtime keeps a copy of its own, so <see cref="Environment.SetEnvironmentVariable(string, string?)"/> does not reach them.</summary>
public static partial class NativeEnvironment
{
    /// <summary>Sets a variable for native libraries that are loaded later. Call it before other threads may read the environment.</summary>
    /// <param name="name">Without <c>=</c>.</param>
    /// <param name="value">Any text.</param>
    /// <exception cref="SystemCallException">No memory, or a name that is none.</exception>
    public static void Set(string name, string value)
    {
        if (SetVariable(name, value, 1) != 0)
        {
            throw SystemCallException.Last("setenv", name);
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "setenv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
