"""What a MicroPython build freezes: the meter and the chip drivers. Each board's manifest includes this one."""

package("meter")
package("drivers")
module("boot.py")
module("main.py")
